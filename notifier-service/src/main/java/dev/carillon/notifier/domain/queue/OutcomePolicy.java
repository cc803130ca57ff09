package dev.carillon.notifier.domain.queue;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to a mail before and after an attempt to send it.
 *
 * @param policy how often and when to try again
 * @param holdUnknown whether mail that may have been sent waits for a decision
 * @param quiet when recipients whose zone is known get no mail that is not critical; null for never
 * @param random numbers from 0 to 1, for the jitter of retries
 */
public record OutcomePolicy(
    RetryPolicy policy, boolean holdUnknown, @Nullable QuietHours quiet, DoubleSupplier random) {
  /** The ceiling reaches half an hour after ten attempts and stays there. */
  private static final RetryPolicy RETRIES =
      new RetryPolicy.Exponential(300, Duration.ofSeconds(2), Duration.ofMinutes(30));

  /** Ended by the end of the pause. */
  private static final Duration UNTIL_RESUMED = Duration.ofDays(3_650);

  /** For mail claimed before every server was away: while they are, nothing is claimed. */
  private static final RetryPolicy AWAY =
      new RetryPolicy.Exponential(Integer.MAX_VALUE, Duration.ofSeconds(3), Duration.ofSeconds(3));

  /** A server that replied 421 gets no mail for longer. */
  private static final RetryPolicy GOING_AWAY =
      new RetryPolicy.Exponential(
          Integer.MAX_VALUE, Duration.ofSeconds(30), Duration.ofSeconds(30));

  /** Tries for about three days. */
  public OutcomePolicy(boolean holdUnknown, @Nullable QuietHours quiet, DoubleSupplier random) {
    this(RETRIES, holdUnknown, quiet, random);
  }

  /** The outcome of a mail that is not to be sent; null for one that is. */
  public @Nullable AttemptOutcome beforeSending(Outgoing mail) {
    return switch (mail.decision().kind()) {
      case SEND -> inQuietHours(mail);
      case EXPIRED ->
          unsent(mail, AttemptOutcome.Kind.EXPIRED, Duration.ZERO, "its time had passed");
      case SUPPRESSED ->
          unsent(
              mail,
              AttemptOutcome.Kind.SUPPRESSED,
              Duration.ZERO,
              "the address wants no such mail");
      case PAUSED ->
          unsent(
              mail,
              AttemptOutcome.Kind.HELD,
              UNTIL_RESUMED,
              HoldReason.paused(String.valueOf(mail.tags().template())));
      case THROTTLED -> throttled(mail);
    };
  }

  private static AttemptOutcome throttled(Outgoing mail) {
    Instant until = Objects.requireNonNull(mail.decision().until());
    return held(
        mail, until, HoldReason.throttled(String.valueOf(mail.decision().throttle()), until));
  }

  private static AttemptOutcome held(Outgoing mail, Instant until, String why) {
    return unsent(mail, AttemptOutcome.Kind.HELD, Duration.between(mail.takenAt(), until), why);
  }

  private @Nullable AttemptOutcome inQuietHours(Outgoing mail) {
    String zone = mail.tags().zone();
    if (quiet == null || zone == null || mail.tags().critical()) {
      return null;
    }
    Instant until = quiet.until(mail.takenAt(), ZoneId.of(zone));
    return until == null ? null : held(mail, until, HoldReason.quietHours(until));
  }

  /** The outcome of a mail of which nothing was sent. */
  public static AttemptOutcome unsent(
      Outgoing mail, AttemptOutcome.Kind kind, Duration delay, String why) {
    return new AttemptOutcome(mail.id(), kind, delay, Phase.CONNECT, why);
  }

  /** The outcome of an attempt, the {@code attempt}th of its mail. */
  public AttemptOutcome of(Outgoing mail, int attempt, Delivery delivery) {
    boolean lastOne = attempt >= policy.attempts();
    return switch (delivery.result()) {
      case SENT -> settled(mail, AttemptOutcome.Kind.SENT, delivery);
      case REFUSED -> settled(mail, AttemptOutcome.Kind.DEAD, delivery);
      case CANCELLED -> settled(mail, AttemptOutcome.Kind.CANCELLED, delivery);
      case POSTPONED ->
          again(
              mail,
              AttemptOutcome.Kind.POSTPONED,
              (delivery.phase() == Phase.CONNECT ? AWAY : GOING_AWAY).delayAfter(1, random),
              delivery);
      case FAILED ->
          lastOne
              ? settled(mail, AttemptOutcome.Kind.DEAD, delivery)
              : again(
                  mail, AttemptOutcome.Kind.RETRY, policy.delayAfter(attempt, random), delivery);
      case UNKNOWN ->
          holdUnknown || mail.tags().holdUnknown() || lastOne
              ? settled(mail, AttemptOutcome.Kind.UNKNOWN, delivery)
              : again(
                  mail, AttemptOutcome.Kind.RESEND, policy.delayAfter(attempt, random), delivery);
    };
  }

  private static AttemptOutcome settled(
      Outgoing mail, AttemptOutcome.Kind kind, Delivery delivery) {
    return again(mail, kind, Duration.ZERO, delivery);
  }

  private static AttemptOutcome again(
      Outgoing mail, AttemptOutcome.Kind kind, Duration delay, Delivery delivery) {
    return new AttemptOutcome(mail.id(), kind, delay, delivery.phase(), delivery.reply());
  }
}
