package dev.carillon.users.domain;

import dev.carillon.bus.Call;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.Erased;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserPage;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * The directory. A change stores the user, its audit entry and its event together or not at all;
 * the call says who did it and, by its idempotency key, whether it was done before. Failures are
 * {@link dev.carillon.failure.Failure}s: CONFLICT, NOT_FOUND, PRECONDITION, IN_PROGRESS,
 * IDEMPOTENCY_MISMATCH, UNAVAILABLE.
 */
public interface UserStore {
  /** Adds a user. CONFLICT if the address or the external id is taken. */
  Future<UserChange> create(Call call, CreateUser request);

  /** Reads one. NOT_FOUND. */
  Future<User> get(UUID id);

  /** Reads a page. */
  Future<UserPage> list(ListUsers request);

  /** Changes some fields; a user who has these values already comes back unchanged. */
  Future<UserChange> patch(Call call, PatchUser request);

  /** Activates or deactivates; one that is so already comes back unchanged. */
  Future<UserChange> setActive(Call call, ChangeUser request, boolean active);

  /** Erases; one that is erased already stays so. */
  Future<Erased> erase(Call call, ChangeUser request);

  /**
   * Does many changes in one transaction.
   *
   * @param request the batch as it came
   * @param entries its items as they were read, in the same order
   */
  Future<BatchOutcomes> batch(Call call, BatchUsers request, List<BatchEntry> entries);

  /** What was done to a user; empty if nothing is known. */
  Future<AuditPage> audit(ListAudit request);

  /** Gives its own connections back. */
  Future<Void> close();
}
