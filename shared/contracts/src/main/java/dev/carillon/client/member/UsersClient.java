package dev.carillon.client.member;

import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.Users;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * The user directory as methods; each is a contract of {@link Users}, where its failures stand.
 * Comes from {@link CarillonClient#users}.
 */
public record UsersClient(CarillonClient client) {
  /** See {@link Users#CREATE}. */
  public Future<UserChange> create(CreateUser user) {
    return client.request(Users.CREATE, user);
  }

  /** See {@link Users#GET}. */
  public Future<User> get(UUID id) {
    return client.request(Users.GET, new Id(id));
  }

  /** See {@link Users#LIST}. */
  public Future<UserPage> list(ListUsers wanted) {
    return client.request(Users.LIST, wanted);
  }

  /** See {@link Users#PATCH}. */
  public Future<UserChange> patch(PatchUser change) {
    return client.request(Users.PATCH, change);
  }

  /** See {@link Users#DEACTIVATE}. */
  public Future<UserChange> deactivate(ChangeUser user) {
    return client.request(Users.DEACTIVATE, user);
  }

  /** See {@link Users#REACTIVATE}. */
  public Future<UserChange> reactivate(ChangeUser user) {
    return client.request(Users.REACTIVATE, user);
  }

  /** See {@link Users#ERASE}; needs the scope {@code admin}. */
  public Future<Erasure> erase(ChangeUser user) {
    return client.request(Users.ERASE, user);
  }

  /** See {@link Users#BATCH}; {@link CarillonClient#within} gives it more than the usual time. */
  public Future<BatchOutcomes> batch(BatchUsers changes) {
    return client.request(Users.BATCH, changes);
  }

  /** See {@link Users#AUDIT}; needs the scope {@code admin}. */
  public Future<AuditPage> audit(ListAudit wanted) {
    return client.request(Users.AUDIT, wanted);
  }

  /** See {@link Users#GET_PROFILE}. */
  public Future<Profile> profile(UUID id) {
    return client.request(Users.GET_PROFILE, new Id(id));
  }

  /** See {@link Users#PUT_PROFILE}. */
  public Future<Profile> putProfile(PutProfile profile) {
    return client.request(Users.PUT_PROFILE, profile);
  }

  /** See {@link Users#PATCH_PROFILE}. */
  public Future<Profile> patchProfile(PatchProfile change) {
    return client.request(Users.PATCH_PROFILE, change);
  }

  /** See {@link Users#DELETE_PROFILE}. */
  public Future<Done> deleteProfile(ChangeUser user) {
    return client.request(Users.DELETE_PROFILE, user);
  }

  /** See {@link Users#FIND_PROFILES}. */
  public Future<ProfilePage> findProfiles(FindProfiles wanted) {
    return client.request(Users.FIND_PROFILES, wanted);
  }
}
