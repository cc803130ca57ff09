package dev.carillon.bus;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Something registered on the bus. */
public final class Registration {
  private final Future<Void> ready;
  private final Supplier<Future<Void>> withdrawal;

  Registration(Future<Void> ready, Supplier<Future<Void>> withdrawal) {
    this.ready = ready;
    this.withdrawal = withdrawal;
  }

  /** Completes when the whole cluster knows it. */
  public Future<Void> ready() {
    return ready;
  }

  /** Takes it off the bus; completes when the cluster knows that. */
  public Future<Void> withdraw() {
    return withdrawal.get();
  }

  /** Several as one. */
  public static Registration all(List<Registration> parts) {
    return new Registration(
        Future.all(parts.stream().map(Registration::ready).toList()).mapEmpty(),
        () -> Future.join(parts.stream().map(Registration::withdraw).toList()).mapEmpty());
  }
}
