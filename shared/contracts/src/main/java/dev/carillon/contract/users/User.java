package dev.carillon.contract.users;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored.
 *
 * @param version grows by one with every change; the ETag
 */
public record User(
    UUID id,
    String email,
    String name,
    boolean active,
    @Nullable String locale,
    @Nullable String zone,
    @Nullable String externalId,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
