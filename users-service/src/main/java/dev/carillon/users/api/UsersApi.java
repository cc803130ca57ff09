package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Served;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.Users;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import java.util.List;

/** Serves the contracts of {@link Users} from the stores. */
public final class UsersApi {
  private final UserStore users;
  private final ProfileStore profiles;

  /** Over two stores. */
  public UsersApi(UserStore users, ProfileStore profiles) {
    this.users = users;
    this.profiles = profiles;
  }

  /** Registers every contract on the current event loop. */
  public Served serveOn(Bus bus) {
    return Served.all(
        List.of(
            bus.serve(Users.CREATE, users::create),
            bus.serve(Users.GET, (call, q) -> users.get(q.id())),
            bus.serve(Users.LIST, (call, q) -> users.list(q)),
            bus.serve(Users.DEACTIVATE, (call, q) -> users.deactivate(call, q.id())),
            bus.serve(Users.AUDIT, (call, q) -> audit(q)),
            bus.serve(Users.PUT_PROFILE, (call, q) -> putProfile(q)),
            bus.serve(Users.GET_PROFILE, (call, q) -> profiles.get(q.id()))));
  }

  /** A user that does not exist has no audit, which is not the same as an empty one. */
  private Future<AuditPage> audit(ListAudit request) {
    return users
        .audit(request)
        .compose(
            page ->
                page.items().isEmpty()
                    ? users.get(request.userId()).map(page)
                    : Future.succeededFuture(page));
  }

  /** A profile belongs to a user that exists. */
  private Future<Profile> putProfile(PutProfile request) {
    return users.get(request.userId()).compose(user -> profiles.put(request));
  }
}
