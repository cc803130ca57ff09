package dev.carillon.users.domain;

import dev.carillon.bus.Call;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserPage;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * The directory. A change stores the user, its audit entry and its event together or not at all;
 * the call says who did it. Failures are {@link dev.carillon.failure.Failure}s: CONFLICT,
 * NOT_FOUND, UNAVAILABLE.
 */
public interface UserStore {
  /** Adds a user. CONFLICT if the address or the external id is taken. */
  Future<User> create(Call call, CreateUser request);

  /** Reads one. NOT_FOUND. */
  Future<User> get(UUID id);

  /** Reads a page in the order of creation. */
  Future<UserPage> list(ListUsers request);

  /** Deactivates; one that is inactive already comes back unchanged. NOT_FOUND. */
  Future<User> deactivate(Call call, UUID id);

  /** What was done to a user; empty if nothing is known. */
  Future<AuditPage> audit(ListAudit request);

  /** Gives its own connections back. */
  Future<Void> close();
}
