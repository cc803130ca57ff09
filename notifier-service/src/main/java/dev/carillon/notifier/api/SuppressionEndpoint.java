package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.suppressions.LinkTarget;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.notifier.domain.suppression.SuppressionStore;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Serves the contracts of {@link Suppressions}. */
public final class SuppressionEndpoint {
  private final Bus bus;
  private final SuppressionStore store;
  private final UnsubscribeLinks links;
  private final Runnable resumed;

  /**
   * Over a store.
   *
   * @param resumed called when mail was let go
   */
  public SuppressionEndpoint(
      Bus bus, SuppressionStore store, UnsubscribeLinks links, Runnable resumed) {
    this.bus = bus;
    this.store = store;
    this.links = links;
    this.resumed = resumed;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(
                Suppressions.ADD,
                (call, q) -> store.add(q, call.actor(), call.idempotency(Suppressions.ADD, q))),
            bus.serve(
                Suppressions.REMOVE, (call, q) -> store.remove(q, call.actor()).map(new Done())),
            bus.serve(Suppressions.LIST, (call, q) -> store.list(q)),
            bus.serve(Suppressions.READ_LINK, (call, q) -> readLink(links.read(q.token()))),
            bus.serve(
                Suppressions.UNSUBSCRIBE,
                (call, q) -> store.unsubscribe(links.read(q.token())).map(new Done())),
            bus.serve(
                Suppressions.RESUBSCRIBE,
                (call, q) -> store.resubscribe(links.read(q.token())).map(new Done())),
            bus.serve(
                Suppressions.PAUSE,
                (call, q) -> store.pause(q, call.actor(), call.idempotency(Suppressions.PAUSE, q))),
            bus.serve(
                Suppressions.RESUME,
                (call, q) -> store.resume(q, call.actor()).onSuccess(left -> resumed.run())),
            bus.serve(Suppressions.PAUSES, (call, q) -> store.pauses())));
  }

  private Future<LinkTarget> readLink(Suppress link) {
    return store
        .isUnsubscribed(link)
        .map(is -> new LinkTarget(link.address(), Objects.requireNonNull(link.topic()), is));
  }
}
