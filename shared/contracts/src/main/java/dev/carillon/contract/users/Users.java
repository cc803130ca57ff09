package dev.carillon.contract.users;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.Ping;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What users-service answers and tells. */
public final class Users {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration CANARY = Duration.ofMillis(900);
  private static final Duration WRITE = Duration.ofSeconds(5);
  private static final Duration LIST_LIMIT = Duration.ofSeconds(5);
  private static final Duration BATCH_LIMIT = Duration.ofSeconds(30);

  /** Creates a user, its audit entry and its event together. CONFLICT: the address is taken. */
  public static final Contract<CreateUser, UserChange> CREATE =
      contract("users.create.v1", CreateUser.class, UserChange.class, WRITE)
          .exposed(Scope.USERS_WRITE)
          .keyed();

  /** Reads one user. NOT_FOUND. */
  public static final Contract<Id, User> GET =
      contract("users.get.v1", Id.class, User.class, READ).exposed(Scope.USERS_READ).reading();

  /** Lists users. */
  public static final Contract<ListUsers, UserPage> LIST =
      contract("users.list.v1", ListUsers.class, UserPage.class, LIST_LIMIT)
          .exposed(Scope.USERS_READ)
          .reading();

  /**
   * Changes some fields. NOT_FOUND; PRECONDITION: another version; PRECONDITION_REQUIRED: none is
   * named; CONFLICT: the address is taken.
   */
  public static final Contract<PatchUser, UserChange> PATCH =
      contract("users.patch.v1", PatchUser.class, UserChange.class, WRITE)
          .exposed(Scope.USERS_WRITE)
          .keyed();

  /** Deactivates a user; an inactive one stays as it is. NOT_FOUND, PRECONDITION. */
  public static final Contract<ChangeUser, UserChange> DEACTIVATE =
      contract("users.deactivate.v1", ChangeUser.class, UserChange.class, WRITE)
          .exposed(Scope.USERS_WRITE)
          .keyed();

  /** Activates a user again; an active one stays as it is. NOT_FOUND, PRECONDITION. */
  public static final Contract<ChangeUser, UserChange> REACTIVATE =
      contract("users.reactivate.v1", ChangeUser.class, UserChange.class, WRITE)
          .exposed(Scope.USERS_WRITE)
          .keyed();

  /**
   * Erases a user's personal data for good: the user is gone, and so are profile, personal values
   * in the audit, kept answers and mail that has not left; the skeleton of the audit stays.
   * NOT_FOUND, PRECONDITION.
   */
  public static final Contract<ChangeUser, Erasure> ERASE =
      contract("users.erase.v1", ChangeUser.class, Erasure.class, WRITE).exposed(Scope.ADMIN);

  /** Many changes, each with its own outcome. CONFLICT where all or none were asked for. */
  public static final Contract<BatchUsers, BatchOutcomes> BATCH =
      contract("users.batch.v1", BatchUsers.class, BatchOutcomes.class, BATCH_LIMIT)
          .exposed(Scope.USERS_WRITE)
          .keyed();

  /** Lists what was done to a user. NOT_FOUND. */
  public static final Contract<ListAudit, AuditPage> AUDIT =
      contract("users.audit.v1", ListAudit.class, AuditPage.class, READ)
          .exposed(Scope.ADMIN)
          .reading();

  /** The addresses that mail of a user may have gone to. */
  public static final Contract<Id, UserAddresses> ADDRESSES =
      contract("users.addresses.v1", Id.class, UserAddresses.class, READ)
          .exposed(Scope.ADMIN)
          .reading();

  /** Lists who was erased, with ids and times and nothing else. */
  public static final Contract<ListErasures, ErasurePage> ERASURES =
      contract("users.erasures.v1", ListErasures.class, ErasurePage.class, LIST_LIMIT)
          .exposed(Scope.ADMIN)
          .reading();

  /** Replaces a user's profile document, or makes it. NOT_FOUND, PRECONDITION. */
  public static final Contract<PutProfile, Profile> PUT_PROFILE =
      contract("users.profile.put.v1", PutProfile.class, Profile.class, WRITE)
          .exposed(Scope.USERS_WRITE);

  /** Changes some members of a profile. NOT_FOUND, PRECONDITION, PRECONDITION_REQUIRED. */
  public static final Contract<PatchProfile, Profile> PATCH_PROFILE =
      contract("users.profile.patch.v1", PatchProfile.class, Profile.class, WRITE)
          .exposed(Scope.USERS_WRITE);

  /** Reads a user's profile document. NOT_FOUND. */
  public static final Contract<Id, Profile> GET_PROFILE =
      contract("users.profile.get.v1", Id.class, Profile.class, READ)
          .exposed(Scope.USERS_READ)
          .reading();

  /** Removes a user's profile document. PRECONDITION. */
  public static final Contract<ChangeUser, Done> DELETE_PROFILE =
      contract("users.profile.delete.v1", ChangeUser.class, Done.class, WRITE)
          .exposed(Scope.USERS_WRITE);

  /** Finds profiles by their fields. */
  public static final Contract<FindProfiles, ProfilePage> FIND_PROFILES =
      contract("users.profile.find.v1", FindProfiles.class, ProfilePage.class, LIST_LIMIT)
          .exposed(Scope.USERS_READ)
          .reading();

  /** Count, least, greatest and mean of a field of profiles. */
  public static final Contract<ProfileStatsQuery, ProfileStats> PROFILE_STATS =
      contract("users.profile.stats.v1", ProfileStatsQuery.class, ProfileStats.class, LIST_LIMIT)
          .exposed(Scope.USERS_READ)
          .reading();

  /** Answers while the service can reach its database. */
  public static final Contract<Ping, Done> PING =
      contract("users.ping.v1", Ping.class, Done.class, CANARY).reading();

  /** What happened to a user. Holds personal data: not for everyone. */
  public static final Topic<DomainEvent<UserEvent>> CHANGED =
      Topic.topic("users.changed.v1", DomainEvent.of(UserEvent.class))
          .exposed(Scope.subscribe("users.changed"), Scope.USERS_READ);

  private Users() {}
}
