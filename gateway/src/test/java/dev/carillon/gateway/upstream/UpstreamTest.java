package dev.carillon.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way out against a server that misbehaves on demand. */
class UpstreamTest {
  private static final Clocks CLOCKS = Clocks.system();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private HttpServer server;
  private Context loop;
  private Upstream upstream;

  @BeforeEach
  void start() throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    loop = vertx.getOrCreateContext();
    upstream =
        onLoop(() -> Future.succeededFuture(new Upstream(vertx, CLOCKS, Set.of(), authority())))
            .result();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private String authority() {
    return "127.0.0.1:" + server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    int number = requests.incrementAndGet();
    switch (request.path()) {
      case "/third-time" -> request.response().setStatusCode(number < 3 ? 500 : 200).end("at last");
      case "/missing" -> request.response().setStatusCode(404).end();
      case "/broken" -> request.response().setStatusCode(503).end();
      case "/moved" ->
          request.response().setStatusCode(302).putHeader("location", "/third-time").end("moved");
      case "/big" -> request.response().end(Buffer.buffer(new byte[Upstream.MAX_BODY + 1]));
      default -> request.connection().closeHandler(v -> left.complete(null)); // no answer, ever
    }
  }

  /** Runs on the upstream's loop, and waits for the end, good or bad. */
  private <T> Future<T> onLoop(java.util.function.Supplier<Future<T>> work) throws Exception {
    Promise<Future<T>> ended = Promise.promise();
    loop.runOnContext(
        v -> {
          Future<T> future = work.get();
          future.onComplete(r -> ended.complete(future));
        });
    return ended.future().await(20, TimeUnit.SECONDS);
  }

  private Future<Fetched> get(String path, Cancellation cancellation) throws Exception {
    URI url = URI.create("http://" + authority() + path);
    return onLoop(
        () -> upstream.get(url, Deadline.in(Duration.ofSeconds(15), CLOCKS), cancellation));
  }

  private Future<Fetched> get(String path) throws Exception {
    return get(path, new Cancellation());
  }

  @Test
  void whatFailsForAMomentIsAskedAgain() throws Exception {
    assertThat(get("/third-time").result().body()).hasToString("at last");
    assertThat(requests).hasValue(3);
  }

  @Test
  void whatIsTheAskersFaultIsNotAskedAgain() throws Exception {
    assertThat(get("/missing").cause()).hasMessage("127.0.0.1 answered 404");
    assertThat(requests).hasValue(1);
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() throws Exception {
    assertThat(get("/moved").result().status()).isEqualTo(302);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aBodyThatIsTooLargeIsNotReadToItsEnd() throws Exception {
    assertThat(get("/big").cause()).hasMessageContaining("sent more than");
    assertThat(requests).hasValue(1);
  }

  @Test
  void aServerThatFailsTooOftenIsLeftAlone() throws Exception {
    Future<Fetched> last = get("/broken");
    for (int i = 0; i < 20 && !(last.cause() instanceof Breaker.OpenException); i++) {
      last = get("/broken");
    }
    assertThat(last.cause()).isInstanceOf(Breaker.OpenException.class);
    int before = requests.get();
    assertThat(get("/third-time").cause()).isInstanceOf(Breaker.OpenException.class);
    assertThat(requests).hasValue(before);
  }

  @Test
  void aCancelledRequestClosesItsConnection() throws Exception {
    Cancellation cancellation = new Cancellation();
    Promise<Task<Fetched>> begun = Promise.promise();
    URI url = URI.create("http://" + authority() + "/hangs");
    loop.runOnContext(
        v ->
            begun.complete(
                Task.start(
                    "hanging",
                    cancellation,
                    c -> upstream.get(url, Deadline.in(Duration.ofSeconds(15), CLOCKS), c))));
    Task<Fetched> task = begun.future().await(30, TimeUnit.SECONDS);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (requests.get() == 0 && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
    cancellation.cancel("not needed"); // from another thread
    left.get(30, TimeUnit.SECONDS);
    Object seen =
        task.future()
            .transform(r -> Future.succeededFuture((Object) r.cause()))
            .await(30, TimeUnit.SECONDS);
    assertThat(seen).isInstanceOf(CancellationException.class);
    assertThat(requests).hasValue(1);
  }
}
