package dev.carillon.lifecycle;

import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The checks of all services of this process. A process is ready when it has at least one check and
 * every one succeeds within {@code LIMIT}, which is less than those who ask wait. Thread-safe.
 */
public final class Health implements Shareable {
  private static final Duration LIMIT = Duration.ofMillis(800);

  private static final String FAILING = "failing";

  private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
  private volatile boolean starting;
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
          leaving &= starting; // what comes late in a start that was broken off does not stay
          checks.addAll(ofService);
          return Future.succeededFuture();
        },
        () -> {
          checks.removeAll(ofService);
          return Future.succeededFuture();
        });
  }

  /** More services will start: the process is not ready before all have, whatever is there. */
  public void begin() {
    leaving = false;
    starting = true;
  }

  /** All that was to start has. */
  public void begun() {
    starting = false;
  }

  /** The process is about to stop: it is not ready any more, whatever its checks say. */
  public void leave() {
    leaving = true;
  }

  /** Asks all at once. */
  public Future<State> state() {
    Map<String, String> results = new TreeMap<>();
    List<String> reasons = new ArrayList<>();
    List<Future<?>> asked = new ArrayList<>();
    boolean early = starting; // then those of the last services may not be among the checks
    for (HealthCheck check : checks) {
      asked.add(
          Timers.within(ask(check), LIMIT)
              .onComplete((r, failure) -> note(check, failure, results, reasons)));
    }
    return Future.join(asked)
        .transform(
            r -> {
              if (leaving) {
                results.put("stopping", FAILING);
                reasons.add("stopping: the process has been told to stop");
              }
              if (early || starting) {
                results.put("starting", FAILING);
                reasons.add("starting: not every service of this process has started");
              }
              if (asked.isEmpty()) {
                reasons.add("no service has started");
              }
              return Future.succeededFuture(
                  new State(reasons.isEmpty(), results, reasons.stream().sorted().toList()));
            });
  }

  private static void note(
      HealthCheck check,
      @Nullable Throwable failure,
      Map<String, String> results,
      List<String> reasons) {
    synchronized (results) {
      results.put(check.name(), failure == null ? "ok" : FAILING);
      if (failure != null) {
        reasons.add(check.name() + ": " + inWords(failure));
      }
    }
  }

  /** Only our own words: those of others may hold what is secret. */
  private static String inWords(Throwable cause) {
    return switch (cause) {
      case Failure failure -> failure.message();
      case TimeoutException late -> "no answer within " + Durations.text(LIMIT);
      default -> "it failed; the log of the process has more";
    };
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
   * @param reasons why it is not ready, a sentence for each
   */
  public record State(boolean ready, Map<String, String> checks, List<String> reasons) {
    public State {
      checks = Map.copyOf(checks);
      reasons = List.copyOf(reasons);
    }
  }
}
