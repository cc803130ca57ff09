package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.Users;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Serves the contracts of {@link Users} that are about profiles. */
public final class ProfileEndpoint {
  private final UserStore users;
  private final ProfileStore profiles;

  /** Over two stores. */
  public ProfileEndpoint(UserStore users, ProfileStore profiles) {
    this.users = users;
    this.profiles = profiles;
  }

  /** Registers every contract on the current event loop. */
  public Registration serveOn(Bus bus) {
    return Registration.all(
        List.of(
            bus.serve(Users.PUT_PROFILE, (call, q) -> ofUser(q.userId(), () -> profiles.put(q))),
            bus.serve(Users.PATCH_PROFILE, (call, q) -> patch(q)),
            bus.serve(Users.GET_PROFILE, (call, q) -> profiles.get(q.id())),
            bus.serve(
                Users.DELETE_PROFILE,
                (call, q) -> ofUser(q.id(), () -> profiles.delete(q).map(new Done()))),
            bus.serve(Users.FIND_PROFILES, (call, q) -> profiles.find(q)),
            bus.serve(Users.PROFILE_STATS, (call, q) -> profiles.stats(q))));
  }

  private Future<Profile> patch(PatchProfile request) {
    UserEndpoint.needVersion(request.ifMatch());
    return ofUser(request.userId(), () -> profiles.patch(request));
  }

  /** A profile belongs to a user that exists. */
  private <T> Future<T> ofUser(UUID userId, Supplier<Future<T>> action) {
    return users.get(userId).compose(user -> action.get());
  }
}
