package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.witness.Hash;
import dev.carillon.bench.chaos.witness.History;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API of whichever process runs. What it does not answer in time counts as no answer. */
public final class Api implements AutoCloseable {
  /** The key of all clients. */
  public static final String KEY = "chaos-key";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int CONNECTIONS = 4_096;

  /**
   * Shorter than a gateway's drain, as operators are told: of a connection that has been idle
   * longer, the end may cross with a request.
   */
  private static final int IDLE_SECONDS = 1;

  private static final int CLEANED_EVERY_MILLIS = 200;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
  private final HttpClientAgent http =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setConnectTimeout((int) LIMIT.toMillis())
              .setKeepAliveTimeout(IDLE_SECONDS),
          new PoolOptions().setHttp1MaxSize(CONNECTIONS).setCleanerPeriod(CLEANED_EVERY_MILLIS));
  private final Supplier<InetSocketAddress> server;
  private final History history;

  /**
   * Asks over HTTP/1.1.
   *
   * @param server asked for with each request
   */
  public Api(Supplier<InetSocketAddress> server, History history) {
    this.server = server;
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
    try {
      return said(asked(method, path, body, idempotencyKey), asked);
    } catch (ExecutionException | TimeoutException gone) {
      return new Answer(0, new JsonObject(), asked, history.now());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, new JsonObject(), asked, history.now());
    }
  }

  private Answer said(Future<Answer> answer, long asked)
      throws ExecutionException, InterruptedException, TimeoutException {
    Answer said =
        answer
            .toCompletionStage()
            .toCompletableFuture()
            .get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return new Answer(said.status(), said.body(), asked, history.now());
  }

  private Future<Answer> asked(
      String method, String path, JsonObject body, @Nullable String idempotencyKey) {
    InetSocketAddress to = server.get();
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost(to.getAddress().getHostAddress())
            .setPort(to.getPort())
            .setURI(path)
            .setTimeout(LIMIT.toMillis())
            .putHeader("Authorization", "Bearer " + KEY);
    if (!body.isEmpty()) {
      request.putHeader("Content-Type", "application/json");
    }
    if (idempotencyKey != null) {
      request.putHeader("Idempotency-Key", idempotencyKey);
    }
    Buffer sent = body.isEmpty() ? Buffer.buffer() : body.toBuffer();
    return http.request(request).compose(open -> open.send(sent)).compose(Api::read);
  }

  private static Future<Answer> read(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Answer(response.statusCode(), json(body.toString()), 0, 0));
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
    vertx.close();
  }
}
