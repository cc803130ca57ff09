package dev.carillon.gateway.ws;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.PlainText;
import dev.carillon.embedded.FreePorts;
import dev.carillon.gateway.GatewayVerticle;
import dev.carillon.management.Management;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The gateway as it runs, alone: nobody answers on its bus, and whoever wants may publish. */
final class LiveServer implements AutoCloseable {
  private static final String SUB_PROTOCOL = "Sec-WebSocket-Protocol: carillon.v1.json\r\n";

  private final Vertx vertx;
  private final Path keys;
  private final int port = FreePorts.next();

  private LiveServer(Vertx vertx, Map<String, Object> settings) throws Exception {
    this.vertx = vertx;
    keys = Files.createTempFile("carillon", ".keys");
    Files.writeString(
        keys, line("admin") + line("writer") + line("reader"), StandardCharsets.US_ASCII);
    JsonObject config =
        new JsonObject()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_INSTANCES", 1)
            .put("CARILLON_OPEN_RATE_LIMIT", 0)
            .put("CARILLON_ORIGINS", "https://app.example")
            .mergeIn(new JsonObject(settings));
    vertx
        .deployVerticle(
            new GatewayVerticle(), new io.vertx.core.DeploymentOptions().setConfig(config))
        .await(20, TimeUnit.SECONDS);
  }

  static LiveServer start(Map<String, Object> settings) {
    return start(Vertx.vertx(), settings);
  }

  /** The same on this instance, which it closes. */
  static LiveServer start(Vertx vertx, Map<String, Object> settings) {
    try {
      return new LiveServer(vertx, settings);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(String role) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(key(role).getBytes(StandardCharsets.US_ASCII));
    return role + " " + role + " " + HexFormat.of().formatHex(hash) + "\n";
  }

  /** The key of this role. */
  static String key(String role) {
    return "sk_" + role;
  }

  static String keyHeader(String role) {
    return "Authorization: Bearer " + key(role) + "\r\n";
  }

  int port() {
    return port;
  }

  /** A client of the subprotocol with a key in the header, before its hello. */
  WireClient client(String role) throws IOException {
    return WireClient.connect(port).upgrade(SUB_PROTOCOL + keyHeader(role));
  }

  /** The same after its hello. */
  WireClient greeted(String role) throws IOException {
    return hello(client(role), null);
  }

  /** The same over TLS. */
  WireClient secure(SSLContext trusted, String role) throws IOException {
    return WireClient.secure(port, trusted).upgrade(SUB_PROTOCOL + keyHeader(role));
  }

  WireClient plain(String role) throws IOException {
    return WireClient.connect(port).upgrade(keyHeader(role));
  }

  /** A client that has shown no key, from this address. */
  WireClient stranger(String address) throws IOException {
    return WireClient.connect(port, address).upgrade(SUB_PROTOCOL);
  }

  static WireClient hello(WireClient client, String key) throws IOException {
    JsonObject hello = new JsonObject().put("type", "hello");
    client.text((key == null ? hello : hello.put("key", key)).encode());
    WireClient.Frame answer = client.nextAnswer();
    if (answer == null || !answer.text().contains("welcome")) {
      throw new AssertionError(answer == null ? "cut" : answer.text() + answer.reason());
    }
    return client;
  }

  /** Says a text to all plain clients. */
  void say(String text) {
    new Bus(vertx, Clocks.system()).publish(Live.PLAIN, new PlainText(text));
  }

  /** Begins to stop it. */
  void leave() {
    vertx.undeploy(vertx.deploymentIDs().iterator().next());
  }

  /** A figure of the management port; 0 if there is none of this name. */
  double metric(String name) {
    try {
      int management = Management.port(vertx).await(30, TimeUnit.SECONDS);
      String all =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/metrics"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return all.lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    Files.deleteIfExists(keys);
  }
}
