package dev.carillon.bus;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something registered on the bus. */
public final class Registration {
  private final Future<Void> ready;
  private final Supplier<Future<Void>> release;
  private final Supplier<Future<Void>> end;
  private @Nullable Future<Void> withdrawn;

  /**
   * One that is there.
   *
   * @param release takes it off the cluster's map: nobody finds it any more, and what was on its
   *     way is still taken
   * @param end takes it off this process
   */
  Registration(Future<Void> ready, Supplier<Future<Void>> release, Supplier<Future<Void>> end) {
    this.ready = ready;
    this.release = release;
    this.end = end;
  }

  /** Completes when the whole cluster knows it. */
  public Future<Void> ready() {
    return ready;
  }

  /** Takes it off the bus; completes when the cluster knows that, and nothing is in flight. */
  public synchronized Future<Void> withdraw() {
    if (withdrawn == null) {
      withdrawn = release.get().transform(r -> end.get());
    }
    return withdrawn;
  }

  /**
   * The same, which leaves in order.
   *
   * @param first tells others that it leaves
   * @param quiet when nothing is in flight any more; asked after the cluster knows
   * @param last when it has ended
   */
  Registration leaving(Runnable first, Supplier<Future<Void>> quiet, Runnable last) {
    return new Registration(
        ready,
        () -> {
          first.run();
          return release.get().transform(r -> quiet.get());
        },
        () -> {
          last.run();
          return end.get();
        });
  }

  /** Several as one. */
  public static Registration all(List<Registration> parts) {
    return new Registration(
        Future.all(parts.stream().map(Registration::ready).toList()).mapEmpty(),
        () -> Future.join(parts.stream().map(p -> p.release.get()).toList()).mapEmpty(),
        () -> Future.join(parts.stream().map(p -> p.end.get()).toList()).mapEmpty());
  }
}
