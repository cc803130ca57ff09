package dev.carillon.notifier.domain.control;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail that was given up, or whose fate is not known.
 *
 * @param at since when
 * @param reply what the server said last
 * @param seenAt when it was found so
 */
public record GivenUp(UUID id, Instant at, @Nullable String reply, Instant seenAt) {}
