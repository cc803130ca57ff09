package dev.carillon.gateway;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.FreePorts;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.testkit.RawSocket;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.gateway.ws.Feed;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway's server without services behind it: the playground needs none. */
final class TestServer implements AutoCloseable {
  static final String KEY = "sk_ada";
  static final String OTHER_KEY = "sk_bob";
  static final String AUTHORIZATION = "Authorization: Bearer " + KEY;
  static final String OTHER = "Authorization: Bearer " + OTHER_KEY;

  private final Vertx vertx;
  private final Path keys;
  private final int port = FreePorts.next();
  private int tasks;

  TestServer(String... settings) {
    this(Vertx.vertx(), settings);
  }

  /** Closes the instance with itself. */
  TestServer(Vertx vertx, String... settings) {
    this.vertx = vertx;
    try {
      keys = Files.createTempFile("keys", "");
      Files.writeString(
          keys, "ada admin " + sha256(KEY) + "\nbob admin " + sha256(OTHER_KEY) + "\n");
      JsonObject config =
          new JsonObject()
              .put("CARILLON_API_KEYS_FILE", keys.toString())
              .put("CARILLON_HTTP_PORT", port)
              .put("CARILLON_ACCESS_LOG", "off")
              .put("CARILLON_HOSTS", "*")
              .put("CARILLON_PLAYGROUND", "on");
      for (String setting : settings) {
        config.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
      }
      GatewayConfig read = GatewayConfig.read(ConfigSource.of(config, Map.of()), 1, false);
      Limits limits = new Limits(read.bounds(), read.proxies(), Clocks.system());
      KeyRing ring = new KeyRing(vertx, read.keys(), read.keyBounds(), Clocks.system());
      vertx
          .deployVerticle(
              new GatewayServer(
                  read,
                  Clocks.system(),
                  limits,
                  new TokenRing(vertx, ring, read.keyBounds(), null, Clocks.system()),
                  new Fanout(new LiveLimits(read.live(), new SimpleMeterRegistry()), Feed::traits),
                  AccessLog.on(vertx, read.logged()),
                  "127.0.0.1:1"))
          .await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return port;
  }

  /** Begins to stop it; completes when it has. */
  Future<Void> leave() {
    return vertx.undeploy(vertx.deploymentIDs().iterator().next());
  }

  /** What its process says of itself. */
  boolean isReady() {
    return Health.of(vertx).state().await().ready();
  }

  void awaitUnready() {
    long end = Clocks.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (isReady()) {
      if (Clocks.system().nanos() > end) {
        throw new AssertionError("It is still ready");
      }
      Thread.onSpinWait();
    }
  }

  /** A process with a check that never fails. */
  void isWell() {
    Component always =
        Health.of(vertx)
            .component("always", List.of(new HealthCheck("always", Future::succeededFuture)));
    always.start().get().await();
  }

  RawSocket socket() {
    return new RawSocket(port);
  }

  /** The whole answer to one request, on a connection of its own. */
  String answer(String... head) {
    try (RawSocket socket = socket()) {
      String[] lines = java.util.Arrays.copyOf(head, head.length + 1);
      lines[head.length] = "Connection: close";
      return socket.head(lines).rest();
    }
  }

  /** Until every task of a request has ended. */
  void awaitNoTasks() {
    long end = Clocks.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (Tasks.of(vertx).list().stream().anyMatch(task -> task.cancellable())) {
      if (Clocks.system().nanos() > end) {
        throw new AssertionError("Tasks go on: " + Tasks.of(vertx).list());
      }
      Thread.onSpinWait();
    }
  }

  /** Until so many tasks more run than when it was asked last. */
  void awaitTasks(int more) {
    int wanted = tasks + more;
    Tasks all = Tasks.of(vertx);
    long end = Clocks.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (all.list().size() < wanted) {
      if (Clocks.system().nanos() > end) {
        throw new AssertionError("There are no " + wanted + " tasks: " + all.list());
      }
      Thread.onSpinWait();
    }
    tasks = wanted;
  }

  private static String sha256(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, TimeUnit.SECONDS);
      Files.delete(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
