package dev.carillon.notifier.domain.trace;

import dev.carillon.async.trace.Span;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt in the trace that its mail came with: the wait for the first one, the attempt, and
 * below it a step for each command, with the code of the reply. What servers say is not told: it
 * may quote an address.
 */
public final class AttemptSpan {
  private static final int TIME_BITS = 48;
  private static final int CODE = 3;

  private final Span span;

  private AttemptSpan(Span span) {
    this.span = span;
  }

  /**
   * Begins now; nothing is told where there is no trace.
   *
   * @param mail its id, which says when it was accepted
   * @param takenAt when it was taken from the queue
   * @param attempt which one, from 1
   */
  public static AttemptSpan begin(
      @Nullable TracePoint trace, UUID mail, Instant takenAt, int attempt) {
    if (trace == null) {
      return new AttemptSpan(Span.NONE);
    }
    if (attempt == 1) {
      long accepted = mail.getMostSignificantBits() >>> (Long.SIZE - TIME_BITS);
      Duration waited = Duration.ofMillis(Math.max(0, takenAt.toEpochMilli() - accepted));
      Traces.begin("mail.queue", trace, waited).end(null);
    }
    Span span = Traces.begin("mail.attempt", trace);
    span.note("carillon.mail.id", mail.toString()).note("carillon.mail.attempt", attempt);
    return new AttemptSpan(span);
  }

  /** Where what comes of it hangs below it; null without a trace. */
  public @Nullable TracePoint at() {
    return span.at();
  }

  /**
   * It has ended.
   *
   * @param outcome such as {@code sent}
   * @param server it was tried through; null for none
   */
  public void end(String outcome, @Nullable String server, MailTrace trace) {
    if (span.at() == null) {
      return;
    }
    span.note("carillon.mail.outcome", outcome);
    if (server != null) {
      span.note("carillon.smtp.server", server);
      steps(trace.steps());
    }
    span.end(null);
  }

  /** The last one ends now, and each other when the next one began. */
  private void steps(List<MailTrace.Step> steps) {
    long began = steps.stream().mapToLong(MailTrace.Step::millis).sum();
    for (MailTrace.Step step : steps) {
      long ended = began - step.millis();
      Integer code = code(step.reply());
      span.step(
          "smtp " + step.phase(),
          Duration.ofMillis(began),
          Duration.ofMillis(ended),
          code == null ? null : "carillon.smtp.code",
          code == null ? 0 : code);
      began = ended;
    }
  }

  private static @Nullable Integer code(String reply) {
    boolean has =
        reply.length() >= CODE && reply.chars().limit(CODE).allMatch(c -> c >= '0' && c <= '9');
    return has
        ? (reply.charAt(0) - '0') * 100 + (reply.charAt(1) - '0') * 10 + (reply.charAt(2) - '0')
        : null;
  }
}
