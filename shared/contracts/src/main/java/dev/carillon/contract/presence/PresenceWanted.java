package dev.carillon.contract.presence;

import org.jspecify.annotations.Nullable;

/**
 * That all members of a gateway are asked for.
 *
 * @param gateway whose; null for those of every gateway
 */
public record PresenceWanted(@Nullable String gateway) {}
