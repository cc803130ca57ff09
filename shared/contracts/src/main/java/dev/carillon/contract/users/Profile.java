package dev.carillon.contract.users;

import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.UUID;

/**
 * A profile as stored.
 *
 * @param version grows by one with every change; the ETag
 */
public record Profile(UUID userId, Doc profile, long version, Instant updatedAt) {}
