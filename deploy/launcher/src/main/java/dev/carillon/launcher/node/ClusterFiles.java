package dev.carillon.launcher.node;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.tls.MemberFiles;
import dev.carillon.bus.tls.MemberTls;
import dev.carillon.bus.tls.UnusableFileException;
import dev.carillon.client.member.Joined;
import dev.carillon.client.member.Membership;
import dev.carillon.config.ConfigSource;
import dev.carillon.reload.Reload;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of the cluster's TLS: read, checked, and read again while the process runs. */
final class ClusterFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFiles.class);
  private static final String ALL = "CARILLON_CLUSTER_TLS_";
  private static final String CERTIFICATE = ALL + "CERTIFICATE";
  private static final String KEY = ALL + "KEY";
  private static final String AUTHORITIES = ALL + "CA";
  private static final String NAME = ALL + "NAME";

  private ClusterFiles() {}

  /** Reads the settings, and looks at the files; null without TLS, or if something is wrong. */
  static @Nullable MemberFiles read(ConfigSource config) {
    Map<String, String> given = new TreeMap<>();
    for (String setting : new String[] {CERTIFICATE, KEY, AUTHORITIES, NAME}) {
      String value = config.find(setting);
      if (value != null) {
        given.put(setting, value);
      }
    }
    if (given.isEmpty()) {
      return null;
    }
    String certificate = given.get(CERTIFICATE);
    String key = given.get(KEY);
    String authorities = given.get(AUTHORITIES);
    if (certificate == null || key == null || authorities == null) {
      for (String setting : new String[] {CERTIFICATE, KEY, AUTHORITIES}) {
        if (!given.containsKey(setting)) {
          config.reject(setting, "is required with " + given.keySet().iterator().next());
        }
      }
      return null;
    }
    return checked(config, new MemberFiles(certificate, key, authorities, given.get(NAME)));
  }

  private static @Nullable MemberFiles checked(ConfigSource config, MemberFiles files) {
    try {
      MemberTls.read(files, Clocks.system());
      return files;
    } catch (UnusableFileException e) {
      config.reject(setting(e.part()), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static String setting(MemberFiles.Part part) {
    return switch (part) {
      case CERTIFICATE -> CERTIFICATE;
      case KEY -> KEY;
      case AUTHORITIES -> AUTHORITIES;
      case NAME -> NAME;
    };
  }

  /** From now on a signal has the files read again, all of them. */
  static Future<?> reloaded(Joined joined) {
    MemberTls tls = joined.tls();
    return tls == null
        ? Future.succeededFuture()
        : Reload.of(joined.vertx())
            .component(
                ALL + "*", () -> tls.readAgain(joined.vertx()).recover(ClusterFiles::because))
            .start()
            .get();
  }

  /** The message goes on behind the name of all these settings. */
  private static Future<Void> because(Throwable e) {
    return Future.failedFuture(
        e instanceof UnusableFileException unusable
            ? "cannot be used: " + setting(unusable.part()) + " " + e.getMessage()
            : "cannot be used: " + e);
  }

  /** What others on the network can do, once, where there are others. */
  static void sayWhatIsOpen(Membership cluster) {
    try {
      if (InetAddress.getByName(cluster.host()).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      return; // it has joined
    }
    if (cluster.tls() == null) {
      LOG.warn(
          "The cluster listens on {} without TLS: whoever reaches its ports may call every service"
              + " as anybody. Set {}* for the event bus, and close the port {} of the membership"
              + " protocol, which has no TLS, to all but members (operate.md, Closing the cluster)",
          cluster.host(),
          ALL,
          cluster.port());
    } else {
      LOG.info(
          "The event bus on {} speaks TLS with members only; the membership protocol on port {} has"
              + " none: close it to all but members (operate.md, Closing the cluster)",
          cluster.host(),
          cluster.port());
    }
  }
}
