package dev.carillon.contract.users;

import java.time.Instant;

/**
 * One thing that was done to a user.
 *
 * @param action such as {@code created} or {@code deactivated}
 * @param actor the principal who did it
 * @param requestId the request that did it
 * @param at when, by the database's clock
 */
public record AuditEntry(String action, String actor, String requestId, Instant at) {}
