package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.BatchPlan;
import dev.carillon.users.domain.UserService;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import java.util.List;

/** Serves the contracts of {@link Users} that are about users themselves. */
public final class UserEndpoint {
  private final Bus bus;
  private final UserStore users;
  private final UserService service;

  /** On the current event loop's stores. */
  public UserEndpoint(Bus bus, UserStore users, UserService service) {
    this.bus = bus;
    this.users = users;
    this.service = service;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(
                Users.CREATE,
                (call, q) -> users.create(q, call.actor(), call.idempotency(Users.CREATE, q))),
            bus.serve(Users.GET, (call, q) -> users.get(q.id())),
            bus.serve(Users.LIST, (call, q) -> users.list(q)),
            bus.serve(
                Users.PATCH,
                (call, q) -> service.patch(q, call.actor(), call.idempotency(Users.PATCH, q))),
            bus.serve(Users.DEACTIVATE, this::deactivate),
            bus.serve(Users.REACTIVATE, this::reactivate),
            bus.serve(Users.ERASE, (call, q) -> service.erase(q, call.actor())),
            bus.serve(Users.BATCH, this::batch),
            bus.serve(Users.AUDIT, (call, q) -> service.audit(q))));
  }

  private Future<UserChange> deactivate(Call call, ChangeUser request) {
    return users.setActive(
        request, false, call.actor(), call.idempotency(Users.DEACTIVATE, request));
  }

  private Future<UserChange> reactivate(Call call, ChangeUser request) {
    return users.setActive(
        request, true, call.actor(), call.idempotency(Users.REACTIVATE, request));
  }

  private Future<BatchOutcomes> batch(Call call, BatchUsers request) {
    List<BatchEntry> entries = request.items().stream().map(UserEndpoint::entry).toList();
    return users.batch(
        BatchPlan.of(entries, request.allOrNothing()),
        call.actor(),
        call.idempotency(Users.BATCH, request));
  }

  /** An item that cannot be read is an outcome like others, unless it is all or nothing. */
  private static BatchEntry entry(Doc item) {
    try {
      return new BatchEntry.Valid(BatchItem.read(item));
    } catch (Failure refused) {
      return new BatchEntry.Refused(refused);
    }
  }
}
