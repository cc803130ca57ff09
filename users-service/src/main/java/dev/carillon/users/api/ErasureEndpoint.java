package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.users.Users;
import dev.carillon.users.domain.ErasureStore;
import java.util.List;

/** Serves the contracts of {@link Users} about who was erased and what an erasure would reach. */
public final class ErasureEndpoint {
  private final Bus bus;
  private final ErasureStore store;

  /** Over a store. */
  public ErasureEndpoint(Bus bus, ErasureStore store) {
    this.bus = bus;
    this.store = store;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Users.ADDRESSES, (call, q) -> store.addresses(q.id())),
            bus.serve(Users.ERASURES, (call, q) -> store.list(q))));
  }
}
