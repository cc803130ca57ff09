package dev.carillon.contract.users;

import java.time.Instant;
import java.util.UUID;

/**
 * A user whose personal data is gone.
 *
 * @param erasedAt by the database's clock
 */
public record Erasure(UUID id, Instant erasedAt) {}
