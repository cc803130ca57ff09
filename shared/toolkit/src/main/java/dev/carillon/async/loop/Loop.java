package dev.carillon.async.loop;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Work;
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

  private final String name;
  private final Tasks tasks;
  private final Context context;
  private final Timers timers;
  private final Rests rests;
  private final Supplier<Future<Boolean>> pass;
  private @Nullable Supplier<Future<Duration>> untilDue;
  private Timers.@Nullable Pending rest;
  private Cancellation.@Nullable Registration listed;
  private @Nullable Promise<Void> stopping;
  private volatile boolean started;
  private volatile boolean running;
  private boolean woken;
  private final Alone alone;
  private int failures;
  private Duration resting = Duration.ZERO;

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
    this.alone = Alone.of(vertx);
    this.context = vertx.getOrCreateContext();
    this.timers = timers;
    this.rests = new Rests(name, restMillis);
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

  /**
   * Lets rests grow while there is nothing to do: to a tenth of that time, so that what has waited
   * for nobody is found late by a tenth of how long it has been awaited, and an idle process costs
   * little. {@link #wake}, {@link #stir}, a pass with more to do and a failure make them short
   * again. To be called before {@link #start}.
   *
   * @param most the longest rest, if it is longer than the plain one
   */
  public Loop easing(Duration most) {
    rests.ease(most, false);
    return this;
  }

  /**
   * As {@link #easing(Duration)}; where nobody else is who could leave something to do, each rest
   * is twice the one before: see {@link Alone}.
   *
   * @param most the longest rest where others are; {@code mostAlone} where this process is alone
   */
  public Loop easing(Duration most, Duration mostAlone) {
    rests.ease(alone.isDeclared() ? mostAlone : most, alone.isDeclared());
    return this;
  }

  /**
   * As {@link #easing(Duration, Duration)}, for a pass that can know when there will be something
   * to do: where this process is alone it is asked after each pass that found nothing, and the next
   * rest is not longer than its answer. If it fails, so does the pass.
   *
   * @param untilDue from now; zero or less for at once
   */
  public Loop easing(Duration most, Duration mostAlone, Supplier<Future<Duration>> untilDue) {
    this.untilDue = alone.isDeclared() ? untilDue : null;
    return easing(most, mostAlone);
  }

  /** Begins with a pass at once. */
  public void start() {
    listed =
        tasks.part(name, "service", () -> running ? "the end of a pass" : "work, or its next look");
    alone.add(this);
    started = true;
    wake();
  }

  /**
   * Ends the rest. A wake during a pass is followed by another pass; one before the start waits.
   */
  public void wake() {
    context.runOnContext(
        v -> {
          rests.stir();
          onWake();
        });
  }

  /** There may soon be something to do: rests that have eased are short, the present one too. */
  public void stir() {
    context.runOnContext(v -> onStir());
  }

  private void onStir() {
    rests.stir();
    Duration plain = rests.plain();
    if (rest != null && failures == 0 && resting.compareTo(plain.plus(plain)) > 0) {
      cancelRest();
      rest(plain);
    }
  }

  /** Ends after the pass that is under way, if any. May be called twice. */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> onStop(done));
    return done.future().onComplete(r -> unlist());
  }

  private void unlist() {
    alone.remove(this);
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
    Future<Boolean> result = Work.begin(pass).compose(this::ask);
    // Through the context, so that passes which complete at once do not recurse.
    result.onComplete(
        r ->
            context.runOnContext(
                v -> afterPass(r.cause(), r.succeeded() && Boolean.TRUE.equals(r.result()))));
  }

  private Future<Boolean> ask(@Nullable Boolean more) {
    Supplier<Future<Duration>> question = untilDue;
    if (question == null || Boolean.TRUE.equals(more)) {
      return Future.succeededFuture(more);
    }
    return question
        .get()
        .onSuccess(rest -> context.runOnContext(v -> rests.atMost(rest)))
        .map(false);
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
      rests.stir();
      runPass();
      return;
    }
    rest(rests.next(failures));
  }

  private void rest(Duration time) {
    resting = time;
    rest = timers.after(time, () -> context.runOnContext(v -> onWake()));
  }

  private void cancelRest() {
    if (rest != null) {
      rest.cancel();
      rest = null;
    }
  }
}
