package dev.carillon.lifecycle;

import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The checks of all services of this process. A process is ready when it has at least one check and
 * every one succeeds within a second. Thread-safe.
 */
public final class Health implements Shareable {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
  private volatile boolean leaving;

  /** The checks of a Vert.x instance. */
  public static Health of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Health>getLocalMap("carillon.health")
        .computeIfAbsent("health", k -> new Health());
  }

  /** The checks of one service, as a part that comes and goes with it. */
  public Component component(String name, List<HealthCheck> ofService) {
    return new Component(
        name,
        () -> {
          leaving = false;
          checks.addAll(ofService);
          return Future.succeededFuture();
        },
        () -> {
          checks.removeAll(ofService);
          return Future.succeededFuture();
        });
  }

  /** The process is about to stop: it is not ready any more, whatever its checks say. */
  public void leave() {
    leaving = true;
  }

  /** Asks all at once. */
  public Future<State> state() {
    Map<String, String> results = new TreeMap<>();
    List<Future<?>> asked = new ArrayList<>();
    for (HealthCheck check : checks) {
      asked.add(
          Timers.within(ask(check), LIMIT)
              .transform(
                  r -> {
                    results.put(check.name(), r.succeeded() ? "ok" : "failing");
                    return r.succeeded()
                        ? Future.succeededFuture()
                        : Future.failedFuture(r.cause());
                  }));
    }
    return Future.join(asked)
        .transform(
            r -> {
              if (leaving) {
                results.put("stopping", "failing");
              }
              return Future.succeededFuture(
                  new State(!leaving && !asked.isEmpty() && r.succeeded(), results));
            });
  }

  private static Future<?> ask(HealthCheck check) {
    try {
      return check.check().get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * What the checks said.
   *
   * @param ready whether all succeeded
   * @param checks {@code ok} or {@code failing} by name
   */
  public record State(boolean ready, Map<String, String> checks) {
    public State {
      checks = Map.copyOf(checks);
    }
  }
}
