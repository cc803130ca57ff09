package dev.carillon.contract.users;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Role;
import dev.carillon.bus.Topic;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.Ping;
import java.time.Duration;

/** What users-service answers and tells. */
public final class Users {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration CANARY = Duration.ofMillis(900);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Creates a user, its audit entry and its event together. CONFLICT: the address is taken. */
  public static final Contract<CreateUser, User> CREATE =
      contract("users.create.v1", CreateUser.class, User.class, WRITE).exposed(Role.WRITER);

  /** Reads one user. */
  public static final Contract<Id, User> GET =
      contract("users.get.v1", Id.class, User.class, READ).exposed(Role.READER);

  /** Lists users. */
  public static final Contract<ListUsers, UserPage> LIST =
      contract("users.list.v1", ListUsers.class, UserPage.class, READ).exposed(Role.READER);

  /** Deactivates a user; an inactive one stays as it is. */
  public static final Contract<Id, User> DEACTIVATE =
      contract("users.deactivate.v1", Id.class, User.class, WRITE).exposed(Role.WRITER);

  /** Lists what was done to a user. */
  public static final Contract<ListAudit, AuditPage> AUDIT =
      contract("users.audit.v1", ListAudit.class, AuditPage.class, READ).exposed(Role.ADMIN);

  /** Replaces a user's profile document. */
  public static final Contract<PutProfile, Profile> PUT_PROFILE =
      contract("users.profile.put.v1", PutProfile.class, Profile.class, WRITE).exposed(Role.WRITER);

  /** Reads a user's profile document. */
  public static final Contract<Id, Profile> GET_PROFILE =
      contract("users.profile.get.v1", Id.class, Profile.class, READ).exposed(Role.READER);

  /** Answers while the service can reach its database. */
  public static final Contract<Ping, Done> PING =
      contract("users.ping.v1", Ping.class, Done.class, CANARY);

  /** A user was created or changed. Holds personal data: not for everyone. */
  public static final Topic<DomainEvent> CHANGED =
      Topic.topic("users.changed.v1", DomainEvent.class);

  private Users() {}
}
