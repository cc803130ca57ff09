package dev.carillon.client.live;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.failure.Checks;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a {@link Live} connects.
 *
 * @param url such as {@code wss://carillon.example/ws}
 * @param credentials asked for each connection, and before a token expires; who has none any more
 *     gives an empty one, and the client closes
 * @param heartbeat after so much silence the server is asked, after twice as much the connection is
 *     given up; from 10 ms
 * @param answer how long an answer may take: of the server to a connection or publish
 * @param retry how long to wait between connections; its attempts do not count
 */
public record LiveOptions(
    URI url,
    Supplier<Future<Optional<Credential>>> credentials,
    Duration heartbeat,
    Duration answer,
    RetryPolicy retry) {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final RetryPolicy USUAL =
      new RetryPolicy.Exponential(1, Duration.ofMillis(500), Duration.ofSeconds(30));

  public LiveOptions {
    String scheme = String.valueOf(url.getScheme());
    Checks.start()
        .that(
            url.getHost() != null && (scheme.equals("ws") || scheme.equals("wss")),
            "url",
            "must be one of ws or wss with a host")
        .that(heartbeat.toMillis() >= TEN_SECONDS.toMillis() / 1_000, "heartbeat", "is too short")
        .that(answer.isPositive(), "answer", "must be positive")
        .verify();
  }

  /** The usual ones for an API key. */
  public static LiveOptions of(URI url, String key) {
    return of(url, () -> Future.succeededFuture(Optional.of(Credential.key(key))));
  }

  /** The usual ones for whatever the application has to show. */
  public static LiveOptions of(URI url, Supplier<Future<Optional<Credential>>> credentials) {
    return new LiveOptions(url, credentials, TEN_SECONDS, TEN_SECONDS, USUAL);
  }

  /** The same with other times. */
  public LiveOptions timed(Duration heartbeat, Duration answer, RetryPolicy retry) {
    return new LiveOptions(url, credentials, heartbeat, answer, retry);
  }
}
