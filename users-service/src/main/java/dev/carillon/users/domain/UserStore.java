package dev.carillon.users.domain;

import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserPage;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory. A change stores the user, its audit entry and its event together or not at all; a
 * write with a key that was used before gives the answer of that time. Failures are {@link
 * dev.carillon.failure.Failure}s: CONFLICT, NOT_FOUND, PRECONDITION, IN_PROGRESS,
 * IDEMPOTENCY_MISMATCH, UNAVAILABLE.
 */
public interface UserStore {
  /** Adds a user. CONFLICT if the address or the external id is taken. */
  Future<UserChange> create(CreateUser request, Actor actor, @Nullable IdempotencyKey key);

  /** Reads one. NOT_FOUND. */
  Future<User> get(UUID id);

  /** Reads a page. */
  Future<UserPage> list(ListUsers request);

  /** Changes some fields; a user who has these values already comes back unchanged. */
  Future<UserChange> patch(PatchUser request, Actor actor, @Nullable IdempotencyKey key);

  /** Activates or deactivates; one that is so already comes back unchanged. */
  Future<UserChange> setActive(
      ChangeUser request, boolean active, Actor actor, @Nullable IdempotencyKey key);

  /** Erases; one that is erased already stays so. */
  Future<Erasure> erase(ChangeUser request, Actor actor);

  /** Does many changes in one transaction. */
  Future<BatchOutcomes> batch(BatchPlan plan, Actor actor, @Nullable IdempotencyKey key);

  /** What was done to a user; empty if nothing is known. */
  Future<AuditPage> audit(ListAudit request);
}
