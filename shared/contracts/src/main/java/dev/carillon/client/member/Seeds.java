package dev.carillon.client.member;

import com.hazelcast.config.TcpIpConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where members may be, looked up anew each time that Hazelcast asks: at start, while it looks for
 * others, and every 20 seconds when it looks for other halves of a cluster. Hazelcast's own list
 * takes the first address of a name and no other.
 */
final class Seeds extends TcpIpConfig {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

  /** An IPv6 address in brackets, or what has one colon at most; then the port. */
  private static final Pattern ENTRY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^\\[\\]:\\s]+))(?::(\\d{1,5}))?");

  /** An IPv6 address alone: colons would be taken for its port's. */
  private static final Pattern BARE_V6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*");

  private static final int MOST = 65_535;

  private final List<String> entries;
  private final int usualPort;
  private final Names names;
  private final Set<String> unknown = new HashSet<>();

  /** What a name stands for. */
  interface Names {
    InetAddress[] of(String name) throws UnknownHostException;
  }

  Seeds(List<String> entries, int usualPort, Names names) {
    this.entries = entries;
    this.usualPort = usualPort;
    this.names = names;
  }

  static @Nullable String problem(String entry) {
    if (BARE_V6.matcher(entry).matches()) {
      return null;
    }
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      return "must be a list of HOST or HOST:PORT";
    }
    String port = matcher.group(3);
    return port == null || (number(port) >= 1 && number(port) <= MOST)
        ? null
        : "must be a list of HOST or HOST:PORT, with ports of 1 to " + MOST;
  }

  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public List<String> getMembers() {
    return entries.stream().flatMap(this::addresses).distinct().toList();
  }

  private Stream<String> addresses(String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    if (BARE_V6.matcher(entry).matches() || !matcher.matches()) {
      return found(entry, usualPort);
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return found(host, matcher.group(3) == null ? usualPort : number(matcher.group(3)));
  }

  private Stream<String> found(String host, int port) {
    List<String> all = new ArrayList<>();
    try {
      for (InetAddress address : names.of(host)) {
        all.add(address(address.getHostAddress(), port));
      }
      say(host, true);
    } catch (UnknownHostException e) {
      say(host, false);
    }
    return all.stream();
  }

  /** Once for each change. */
  private synchronized void say(String host, boolean known) {
    if (known ? unknown.remove(host) : unknown.add(host)) {
      LOG.warn(
          known
              ? "Members of the cluster are found at {} now"
              : "No member of the cluster is found at {}: the name has no address (yet)",
          host);
    }
  }

  private static int number(String digits) {
    return new java.math.BigInteger(digits).intValue();
  }
}
