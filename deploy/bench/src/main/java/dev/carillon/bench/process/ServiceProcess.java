package dev.carillon.bench.process;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Services as they ship, with their defaults, in a process of their own. */
public final class ServiceProcess {
  private static final long STOP_SECONDS = 25;

  private ServiceProcess() {}

  /** A line of a file of keys: this one may write. */
  public static String keyLine(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return "bench writer " + HexFormat.of().formatHex(hash) + "\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * A file with the settings, and the names of the services, as {@link Services.Name} has them. At
   * SIGTERM they end in order.
   */
  public static void main(String[] arguments) {
    try {
      start(arguments);
    } catch (Exception e) { // a half that has started must not go on alone
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void start(String[] arguments) throws Exception {
    JsonObject config = new JsonObject(Files.readString(Path.of(arguments[0])));
    Vertx vertx = Node.start(node(config)).await();
    Services services = new Services(vertx, config);
    services.start(Stream.of(arguments).skip(1).map(Services.Name::valueOf).toList()).await();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(services, vertx)));
    System.out.println("ready");
  }

  /** A member of a cluster if the settings name one. */
  private static NodeOptions node(JsonObject config) {
    return config.containsKey("CARILLON_CLUSTER_NAME")
        ? NodeOptions.clustered(ConfigSource.of(config))
        : NodeOptions.alone();
  }

  private static void stop(Services services, Vertx vertx) {
    try {
      services.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      if (vertx.isClustered()) {
        vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (TimeoutException e) {
      System.err.println("the services did not stop within " + STOP_SECONDS + " s");
    }
  }
}
