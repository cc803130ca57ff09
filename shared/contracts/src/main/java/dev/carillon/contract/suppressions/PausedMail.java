package dev.carillon.contract.suppressions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Mail that is held, and since when.
 *
 * @param template all mail of this template; null for all mail whatsoever
 * @param since null in an answer that was kept by a version that did not say it
 * @param by the key that paused it; null for what was paused before that was written down
 */
public record PausedMail(@Nullable String template, @Nullable Instant since, @Nullable String by) {}
