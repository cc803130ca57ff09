package dev.carillon.users.domain;

import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserAddresses;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who was erased, and how much that was. Failures: UNAVAILABLE. */
public interface ErasureStore {
  /** The addresses of a user that an erasure would reach; none of who is erased or unknown. */
  Future<UserAddresses> addresses(UUID userId);

  /** The list of erasures, the oldest first. */
  Future<ErasurePage> list(ListErasures request);

  /** Those of the users who are there, or whose erasure has not come to its consumers yet. */
  Future<Set<UUID>> present(Collection<UUID> userIds);

  /**
   * Adds to the audit of an erasure how much was erased, by kind; what stands there already stays.
   * What was said meanwhile about events of the user that are parked goes too.
   */
  Future<Void> note(UUID userId, Map<String, Long> counts);
}
