package dev.carillon.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * A closed loop of clients, one connection each: everyone asks for a random user, checks that the
 * answer is that user, and asks again.
 */
final class Load {
  private final Vertx vertx;
  private final HttpClient client;
  private final String key;
  private final List<String> ids;
  private final int connections;

  Load(Vertx vertx, String key, List<String> ids, int connections) {
    this.vertx = vertx;
    this.key = key;
    this.ids = ids;
    this.connections = connections;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /**
   * What a run did.
   *
   * @param asked requests sent
   * @param right answers that were 200 and the user asked for
   */
  record Result(long asked, long right, Duration took) {
    double perSecond() {
      return right / (took.toNanos() / 1e9);
    }
  }

  Result run(int port, Duration length) {
    LongAdder asked = new LongAdder();
    LongAdder right = new LongAdder();
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    List<Future<Void>> clients =
        java.util.stream.IntStream.range(0, connections)
            .mapToObj(i -> oneClient(port, end, asked, right))
            .toList();
    Future.join(clients).await();
    return new Result(asked.sum(), right.sum(), Duration.ofNanos(System.nanoTime() - begin));
  }

  private Future<Void> oneClient(int port, long end, LongAdder asked, LongAdder right) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(v -> next(port, end, asked, right, done));
    return done.future();
  }

  private void next(int port, long end, LongAdder asked, LongAdder right, Promise<Void> done) {
    if (System.nanoTime() > end) {
      done.complete();
      return;
    }
    String id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
    asked.increment();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/users/" + id)
                .putHeader("Authorization", "Bearer " + key))
        .compose(request -> request.send())
        .compose(
            response ->
                response
                    .body()
                    .onSuccess(
                        body -> {
                          if (response.statusCode() == 200 && body.toString().contains(id)) {
                            right.increment();
                          }
                        }))
        .onComplete(r -> next(port, end, asked, right, done));
  }
}
