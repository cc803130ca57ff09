package dev.carillon.contract.keys;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.Done;
import java.time.Duration;

/**
 * What users-service answers about the API keys of its table. All of it is for gateways, which make
 * the keys, hand them out and check them: the bus sees only their hashes.
 */
public final class Keys {
  private static final Duration CHECK = Duration.ofMillis(1_500);
  private static final Duration WATCH = Duration.ofMillis(700);
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Tells which of some hashes are those of keys that are good now. */
  public static final Contract<VerifyKeys, VerifiedKeys> VERIFY =
      contract("keys.verify.v1", VerifyKeys.class, VerifiedKeys.class, CHECK).reading();

  /** Tells the version of the list of keys, and takes note of who used theirs. */
  public static final Contract<KeysUsed, KeyListVersion> VERSION =
      contract("keys.version.v1", KeysUsed.class, KeyListVersion.class, WATCH).reading();

  /**
   * Adds a key. CONFLICT if its name was ever used, or there are as many keys as there may be;
   * FORBIDDEN if it had more scopes than who adds it.
   */
  public static final Contract<CreateKey, ApiKey> CREATE =
      contract("keys.create.v1", CreateKey.class, ApiKey.class, WRITE);

  /** Reads a key, also one that is revoked. NOT_FOUND. */
  public static final Contract<KeyName, ApiKey> GET =
      contract("keys.get.v1", KeyName.class, ApiKey.class, READ).reading();

  /** Lists keys by their names, also those that are revoked. */
  public static final Contract<ListKeys, KeyPage> LIST =
      contract("keys.list.v1", ListKeys.class, KeyPage.class, READ).reading();

  /** Revokes a key for good; one that is revoked stays so. NOT_FOUND. */
  public static final Contract<KeyName, Done> REVOKE =
      contract("keys.revoke.v1", KeyName.class, Done.class, WRITE);

  /** A key was added or revoked: a hint to look at once instead of within a second. */
  public static final Topic<KeyName> CHANGED = Topic.topic("keys.changed.v1", KeyName.class);

  private Keys() {}
}
