package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.users.Users;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserService;
import java.util.List;

/** Serves the contracts of {@link Users} that are about profiles. */
public final class ProfileEndpoint {
  private final Bus bus;
  private final ProfileStore profiles;
  private final UserService service;

  /** On the current event loop's stores. */
  public ProfileEndpoint(Bus bus, ProfileStore profiles, UserService service) {
    this.bus = bus;
    this.profiles = profiles;
    this.service = service;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Users.PUT_PROFILE, (call, q) -> service.putProfile(q)),
            bus.serve(Users.PATCH_PROFILE, (call, q) -> service.patchProfile(q)),
            bus.serve(Users.GET_PROFILE, (call, q) -> profiles.get(q.id())),
            bus.serve(Users.DELETE_PROFILE, (call, q) -> service.deleteProfile(q).map(new Done())),
            bus.serve(Users.FIND_PROFILES, (call, q) -> profiles.find(q)),
            bus.serve(Users.PROFILE_STATS, (call, q) -> profiles.stats(q))));
  }
}
