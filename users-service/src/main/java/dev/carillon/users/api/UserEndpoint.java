package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erased;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.users.domain.BatchEntry;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the contracts of {@link Users} that are about users themselves. */
public final class UserEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(UserEndpoint.class);

  private final UserStore users;
  private final ProfileStore profiles;

  /** Over two stores. */
  public UserEndpoint(UserStore users, ProfileStore profiles) {
    this.users = users;
    this.profiles = profiles;
  }

  /** Registers every contract on the current event loop. */
  public Registration serveOn(Bus bus) {
    return Registration.all(
        List.of(
            bus.serve(Users.CREATE, users::create),
            bus.serve(Users.GET, (call, q) -> users.get(q.id())),
            bus.serve(Users.LIST, (call, q) -> users.list(q)),
            bus.serve(Users.PATCH, this::patch),
            bus.serve(Users.DEACTIVATE, (call, q) -> users.setActive(call, q, false)),
            bus.serve(Users.REACTIVATE, (call, q) -> users.setActive(call, q, true)),
            bus.serve(Users.ERASE, this::erase),
            bus.serve(Users.BATCH, this::batch),
            bus.serve(Users.AUDIT, (call, q) -> audit(q))));
  }

  private Future<UserChange> patch(Call call, PatchUser request) {
    needVersion(request.ifMatch());
    return users.patch(call, request);
  }

  /** The event of the erasure sees to the profile, too, should it not go now. */
  private Future<Erased> erase(Call call, ChangeUser request) {
    return users
        .erase(call, request)
        .compose(
            erased ->
                profiles
                    .erase(request.id())
                    .onFailure(e -> LOG.warn("A profile is left to the event: {}", e.toString()))
                    .transform(r -> Future.succeededFuture(erased)));
  }

  /** An item that cannot be read is an outcome like others, unless it is all or nothing. */
  private Future<BatchOutcomes> batch(Call call, BatchUsers request) {
    List<BatchEntry> entries = new ArrayList<>();
    for (Doc item : request.items()) {
      try {
        entries.add(new BatchEntry.Valid(BatchItem.read(item)));
      } catch (Failure refused) {
        entries.add(new BatchEntry.Refused(refused));
      }
    }
    return users.batch(call, request, entries);
  }

  /** A user that does not exist has no audit, which is not the same as an empty one. */
  private Future<AuditPage> audit(ListAudit request) {
    return users
        .audit(request)
        .compose(
            page ->
                page.items().isEmpty() && request.page().cursor() == null
                    ? users.get(request.userId()).map(page)
                    : Future.succeededFuture(page));
  }

  static void needVersion(@Nullable IfMatch ifMatch) {
    if (ifMatch == null) {
      throw Failure.of(
          FailureCode.PRECONDITION_REQUIRED,
          "The header If-Match must name the version to change, as the ETag had it");
    }
  }
}
