package dev.carillon.faults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault and whether it is active.
 *
 * @param name in paths
 * @param what it does, a sentence for people
 * @param since when it began; null while it is not active, as the two that follow
 * @param until when it ends by itself
 * @param by who began it
 */
public record FaultState(
    String name,
    String what,
    boolean active,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String by) {}
