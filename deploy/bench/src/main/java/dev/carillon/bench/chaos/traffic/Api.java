package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.witness.Hash;
import dev.carillon.bench.chaos.witness.History;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API of whichever process runs. What it does not answer in time counts as no answer. */
public final class Api implements AutoCloseable {
  /** The key of all clients. */
  public static final String KEY = "chaos-key";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final IntSupplier port;
  private final History history;

  /**
   * Asks at a port of the loopback address.
   *
   * @param port asked for with each request
   */
  public Api(IntSupplier port, History history) {
    this.port = port;
    this.history = history;
  }

  /** Milliseconds on the clock of the harness. */
  public long now() {
    return history.now();
  }

  /** Whether PostgreSQL's clock was moved in a span. */
  boolean clockMoved(long from, long to) {
    return history.clock().isMoved(from, to);
  }

  /** The line of a file of keys that admits all clients. */
  public static String keyLine() {
    return "chaos admin " + Hash.of(KEY.getBytes(StandardCharsets.UTF_8)) + "\n";
  }

  /** Asks to have a mail sent. */
  public Answer send(JsonObject mail) {
    return ask("POST", "/v1/emails", mail, null);
  }

  /** Asks for anything. */
  public Answer ask(String method, String path, JsonObject body, @Nullable String idempotencyKey) {
    long asked = history.now();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + KEY)
            .method(method, publisher(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response.body()), asked, history.now());
    } catch (IOException | IllegalArgumentException gone) {
      return new Answer(0, new JsonObject(), asked, history.now());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, new JsonObject(), asked, history.now());
    }
  }

  private static HttpRequest.BodyPublisher publisher(JsonObject body) {
    return body.isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(body.encode());
  }

  private static JsonObject json(String body) {
    try {
      return body.startsWith("{") ? new JsonObject(body) : new JsonObject();
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
