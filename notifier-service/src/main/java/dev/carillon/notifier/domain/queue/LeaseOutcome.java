package dev.carillon.notifier.domain.queue;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.notifier.domain.delivery.Batch;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a mail, and the leased batch that it belongs to.
 *
 * @param trace what the server said, as {@code MailTrace} writes it; null where none was tried
 * @param span the attempt, if its trace is written down
 */
public record LeaseOutcome(
    Batch batch, AttemptOutcome outcome, @Nullable String trace, @Nullable TracePoint span) {
  /** Of no trace. */
  public LeaseOutcome(Batch batch, AttemptOutcome outcome, @Nullable String trace) {
    this(batch, outcome, trace, null);
  }

  /** Of which nothing more is known. */
  public LeaseOutcome(Batch batch, AttemptOutcome outcome) {
    this(batch, outcome, null, null);
  }
}
