package dev.carillon.async.loop;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background loop that runs one pass after another, never two at once. A pass answers whether
 * there is more to do: then the next one follows at once; else the loop rests, until {@link #wake}
 * or the end of the rest. It is listed among the process's tasks.
 *
 * <pre>{@code
 * Loop loop = new Loop("mail", vertx, timers, () -> 200, () -> fetch("/next").map(page -> page != null));
 * loop.start();
 * loop.wake();
 * Future<Void> stopped = loop.stop();
 * }</pre>
 *
 * <p><b>Order</b>: passes follow one another. <b>Threads</b>: all state lives on one context; every
 * method may be called from anywhere. <b>Cancellation</b>: {@link #stop}; after it completes no
 * pass runs and none will. <b>Failure</b>: a pass that fails is logged and followed by a longer
 * rest, doubling up to two seconds.
 */
public final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  private final String name;
  private final Tasks tasks;
  private final Context context;
  private final Timers timers;
  private final LongSupplier restMillis;
  private final Supplier<Future<Boolean>> pass;

  private Timers.@Nullable Pending rest;
  private Cancellation.@Nullable Registration listed;
  private @Nullable Promise<Void> stopping;
  private volatile boolean started;
  private volatile boolean running;
  private boolean woken;
  private int failures;

  /**
   * Rests until {@link #start}.
   *
   * @param restMillis how long to rest after an idle pass; asked each time, see {@link #jittered}
   * @param pass one pass; true when there is more to do at once
   */
  public Loop(
      String name,
      Vertx vertx,
      Timers timers,
      LongSupplier restMillis,
      Supplier<Future<Boolean>> pass) {
    this.name = name;
    this.tasks = Tasks.of(vertx);
    this.context = vertx.getOrCreateContext();
    this.timers = timers;
    this.restMillis = restMillis;
    this.pass = pass;
  }

  /**
   * A rest that differs from one time to the next, so that loops which began together, in this
   * process or in others, do not look together.
   *
   * @param least the shortest rest
   * @param spread up to this share of it is added: 0.25 for a quarter
   */
  public static LongSupplier jittered(Duration least, double spread) {
    return jittered(least, spread, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** As {@link #jittered(Duration, double)}, by numbers between 0 and 1 that somebody gives. */
  public static LongSupplier jittered(Duration least, double spread, DoubleSupplier random) {
    long millis = least.toMillis();
    return () -> millis + (long) (millis * spread * random.getAsDouble());
  }

  /** Begins with a pass at once. */
  public void start() {
    listed =
        tasks.part(name, "service", () -> running ? "the end of a pass" : "work, or its next look");
    started = true;
    wake();
  }

  /**
   * Ends the rest. A wake during a pass is followed by another pass; one before the start waits.
   */
  public void wake() {
    context.runOnContext(v -> onWake());
  }

  /** Ends after the pass that is under way, if any. May be called twice. */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> onStop(done));
    return done.future().onComplete(r -> unlist());
  }

  private void unlist() {
    if (listed != null) {
      listed.remove();
    }
  }

  private void onWake() {
    woken = true;
    if (started && !running && stopping == null) {
      cancelRest();
      runPass();
    }
  }

  private void onStop(Promise<Void> done) {
    if (stopping == null) {
      stopping = done;
      cancelRest();
      if (!running) {
        done.complete();
      }
    } else {
      stopping.future().onComplete(r -> done.complete());
    }
  }

  private void runPass() {
    running = true;
    woken = false;
    Future<Boolean> result = Work.begin(pass);
    // Through the context, so that passes which complete at once do not recurse.
    result.onComplete(
        r ->
            context.runOnContext(
                v -> afterPass(r.cause(), r.succeeded() && Boolean.TRUE.equals(r.result()))));
  }

  private void afterPass(@Nullable Throwable failure, boolean more) {
    running = false;
    if (stopping != null) {
      stopping.tryComplete();
      return;
    }
    failures = failure == null ? 0 : failures + 1;
    if (failure != null) {
      LOG.warn("{}: a pass failed ({}); trying again", name, failure.toString());
      LOG.debug("{}: the failure", name, failure);
    } else if (more || woken) {
      runPass();
      return;
    }
    rest = timers.after(restTime(), () -> context.runOnContext(v -> onWake()));
  }

  private Duration restTime() {
    long millis = Math.max(1, asked());
    long most = Math.max(millis, LONGEST_REST.toMillis());
    return Duration.ofMillis(Durations.doubled(millis, failures, most));
  }

  private long asked() {
    try {
      return restMillis.getAsLong();
    } catch (RuntimeException e) {
      LOG.warn("{}: the length of its rest is not known; resting {}", name, LONGEST_REST, e);
      return LONGEST_REST.toMillis();
    }
  }

  private void cancelRest() {
    if (rest != null) {
      rest.cancel();
      rest = null;
    }
  }
}
