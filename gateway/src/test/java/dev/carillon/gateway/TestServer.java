package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.testkit.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway's server without services behind it: the playground needs none. */
final class TestServer implements AutoCloseable {
  static final String KEY = "sk_ada";
  static final String OTHER_KEY = "sk_bob";
  static final String AUTHORIZATION = "Authorization: Bearer " + KEY;
  static final String OTHER = "Authorization: Bearer " + OTHER_KEY;

  private final Vertx vertx = Vertx.vertx();
  private final Path keys;
  private final int port;

  TestServer(String... settings) {
    try {
      keys = Files.createTempFile("keys", "");
      Files.writeString(
          keys, "ada admin " + sha256(KEY) + "\nbob admin " + sha256(OTHER_KEY) + "\n");
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      JsonObject config =
          new JsonObject()
              .put("CARILLON_API_KEYS_FILE", keys.toString())
              .put("CARILLON_HTTP_PORT", port)
              .put("CARILLON_PLAYGROUND", "on");
      for (String setting : settings) {
        config.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
      }
      GatewayConfig read = GatewayConfig.read(ConfigSource.of(config, Map.of()), 1);
      Limits limits = new Limits(read.bounds(), read.proxies(), Clocks.system());
      vertx
          .deployVerticle(new GatewayServer(read, Clocks.system(), limits, "127.0.0.1:1"))
          .await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return port;
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
