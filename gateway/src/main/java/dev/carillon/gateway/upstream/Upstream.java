package dev.carillon.gateway.upstream;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.retry.Breaker;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * GET requests to other servers, with a list of allowed hosts, a limit of concurrent requests, a
 * time-out per attempt, retries with back-off within the deadline, a breaker per server, and a
 * limit on the body. A cancelled request closes its connection.
 *
 * <p>Lives on one event loop.
 */
public final class Upstream {
  /** The largest body, in bytes. */
  public static final int MAX_BODY = 1 << 20;

  private static final int AT_A_TIME = 16;
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final RetryPolicy POLICY =
      new RetryPolicy.Exponential(3, Duration.ofMillis(100), Duration.ofSeconds(1));
  private static final Breaker.Limits BREAKER =
      new Breaker.Limits(
          20, Duration.ofSeconds(10), Duration.ofSeconds(2), ATTEMPT_LIMIT.multipliedBy(2));

  private final Clocks clocks;
  private final Timers timers;
  private final HttpClient client;
  private final AllowedHosts hosts;
  private final Blocking resolving;
  private final AsyncSemaphore slots;
  private final Retry retry;
  private final Map<String, Breaker> breakers = new HashMap<>();

  /**
   * A client for other servers.
   *
   * @param allowed {@code host} or {@code host:port}
   * @param own {@code host:port} of a server that is known, such as the demo upstream: its address
   *     need not be public; empty without one
   */
  public Upstream(Vertx vertx, Clocks clocks, Set<String> allowed, String own) {
    this.clocks = clocks;
    this.timers = Timers.of(vertx);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) CONNECT_LIMIT.toMillis()),
            new PoolOptions().setHttp1MaxSize(AT_A_TIME));
    this.resolving = new Blocking("name-resolution", vertx, 2, 100);
    this.hosts = new AllowedHosts(allowed, own, resolving);
    this.slots = AsyncSemaphore.bounded("upstream requests", AT_A_TIME, timers);
    this.retry = new Retry(POLICY, timers, clocks);
  }

  /** A client for the server of one URL, which was chosen by whoever runs this process. */
  public static Upstream of(Vertx vertx, Clocks clocks, URI url) {
    return new Upstream(vertx, clocks, Set.of(), AllowedHosts.authority(url));
  }

  /** INVALID, naming {@code parameter}, when requests may not go there. */
  public void check(URI url, String parameter) {
    hosts.check(url, parameter);
  }

  /**
   * Fetches a URL that was checked.
   *
   * @return fails with {@link UpstreamException}, {@link Breaker.OpenException}, or a time-out
   */
  public Future<Fetched> get(URI url, Deadline deadline, Cancellation cancellation) {
    return retry.run(
        deadline, cancellation, Upstream::mayPass, () -> attempt(url, deadline, cancellation));
  }

  /** Closes its connections and threads. */
  public Future<Void> close() {
    return client.close().eventually(resolving::close);
  }

  /** Waits for a slot, which it does not hold between two attempts, and asks. */
  private Future<Fetched> attempt(URI url, Deadline deadline, Cancellation cancellation) {
    long left = Math.max(1, deadline.remainingMillis(clocks));
    Wait wait = Wait.until(cancellation).limitedTo(Duration.ofMillis(left));
    return slots.withPermit(
        wait,
        () ->
            breaker(url)
                .run(
                    () ->
                        Timeouts.until(
                            Deadline.in(ATTEMPT_LIMIT, clocks),
                            timers,
                            clocks,
                            cancellation,
                            c -> exchange(url, c))));
  }

  /** A name that takes long to resolve is not waited for after the end. */
  private Future<Fetched> exchange(URI url, Cancellation cancellation) {
    return Shield.of(hosts.resolve(url, cancellation), cancellation)
        .compose(address -> new Exchange(client, url, cancellation).begin(address));
  }

  /** As many breakers as there are allowed hosts: no more can come here. */
  private Breaker breaker(URI url) {
    return breakers.computeIfAbsent(
        AllowedHosts.authority(url),
        server -> new Breaker(server, clocks, BREAKER, Upstream::mayPass));
  }

  /** Whether a failure is transient and of the other side. */
  private static boolean mayPass(Throwable failure) {
    return switch (failure) {
      case UpstreamException e -> e.isTransient();
      case java.util.concurrent.TimeoutException e -> true;
      default -> false;
    };
  }
}
