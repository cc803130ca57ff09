package dev.carillon.bus;

import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Something registered on the bus. Thread-safe. */
public final class Registration {
  private final Future<Void> ready;
  private final Once release;
  private final Once end;

  /** A step that is taken once, whoever asks for it, and how often. */
  private static final class Once {
    private final Supplier<Future<Void>> step;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Promise<Void> done = Promise.promise();

    Once(Supplier<Future<Void>> step) {
      this.step = step;
    }

    /** Takes it, unless that was done before. */
    Future<Void> take() {
      if (begun.compareAndSet(false, true)) {
        Work.begin(step).onComplete(done);
      }
      return done.future();
    }
  }

  /** Whether it counts: that it is ready and that it is withdrawn come on different threads. */
  private static final class Counted {
    private boolean counts;
    private boolean gone;

    synchronized void begin(Runnable count) {
      if (!gone) {
        count.run();
        counts = true;
      }
    }

    Future<Void> end(Supplier<Future<Void>> uncount) {
      synchronized (this) {
        gone = true;
        if (!counts) {
          return Future.succeededFuture();
        }
      }
      return uncount.get();
    }
  }

  /**
   * One that is there.
   *
   * @param release takes it off the cluster's map: nobody finds it any more, and what was on its
   *     way is still taken
   * @param end takes it off this process
   */
  Registration(Future<Void> ready, Supplier<Future<Void>> release, Supplier<Future<Void>> end) {
    this.ready = ready;
    this.release = new Once(release);
    this.end = new Once(end);
  }

  /** Completes when the whole cluster knows it. */
  public Future<Void> ready() {
    return ready;
  }

  /**
   * Takes it off the bus; completes when the cluster knows that, and nothing is in flight. May be
   * called twice, and for a part of several too: it is taken off once.
   */
  public Future<Void> withdraw() {
    return release.take().transform(r -> end.take());
  }

  /** Completes when it is off the bus, by itself or as a part of several. */
  public Future<Void> gone() {
    return end.done.future();
  }

  /**
   * The same, which counts elsewhere from when it is ready until it is withdrawn; one that is
   * withdrawn before it is ready never does.
   *
   * @param uncount comes before all else of the withdrawal
   */
  Registration counting(Runnable count, Supplier<Future<Void>> uncount) {
    Counted counted = new Counted();
    ready.onSuccess(v -> counted.begin(count));
    return new Registration(
        ready, () -> counted.end(uncount).transform(r -> release.take()), end::take);
  }

  /**
   * The same, which leaves in order.
   *
   * @param quiet when nothing is in flight any more; asked after the cluster knows
   * @param last when it has ended
   */
  Registration leaving(Supplier<Future<Void>> quiet, Runnable last) {
    return new Registration(
        ready,
        () -> release.take().transform(r -> quiet.get()),
        () -> {
          last.run();
          return end.take();
        });
  }

  /** Several as one. */
  public static Registration all(List<Registration> parts) {
    return new Registration(
        Future.all(parts.stream().map(Registration::ready).toList()).mapEmpty(),
        () -> Future.join(parts.stream().map(p -> p.release.take()).toList()).mapEmpty(),
        () -> Future.join(parts.stream().map(p -> p.end.take()).toList()).mapEmpty());
  }
}
