package dev.carillon.notifier.domain.queue;

import dev.carillon.async.time.Durations;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to a mail before and after an attempt to send it.
 *
 * @param schedule how often and when to try again
 * @param holdUnknown whether mail that may have been sent waits for a decision
 * @param quiet when recipients whose zone is known get no mail that is not critical; null for never
 * @param random numbers from 0 to 1, for the jitter of retries
 */
public record OutcomePolicy(
    RetrySchedule schedule,
    boolean holdUnknown,
    @Nullable QuietHours quiet,
    DoubleSupplier random) {
  /** Ended by the end of the pause. */
  private static final Duration UNTIL_RESUMED = Duration.ofDays(3_650);

  /** With the schedule that there is without settings. */
  public OutcomePolicy(boolean holdUnknown, @Nullable QuietHours quiet, DoubleSupplier random) {
    this(RetrySchedule.DEFAULT, holdUnknown, quiet, random);
  }

  /** The outcome of a mail that is not to be sent; null for one that is. */
  public @Nullable AttemptOutcome beforeSending(Outgoing mail) {
    return switch (mail.decision().kind()) {
      case SEND, ASK -> inQuietHours(mail);
      case EXPIRED ->
          unsent(mail, AttemptOutcome.Kind.EXPIRED, Duration.ZERO, "its time had passed");
      case SUPPRESSED ->
          unsent(mail, AttemptOutcome.Kind.SUPPRESSED, Duration.ZERO, "the address is suppressed");
      case PAUSED ->
          unsent(
              mail,
              AttemptOutcome.Kind.HELD,
              UNTIL_RESUMED,
              HoldReason.paused(String.valueOf(mail.tags().template())));
      case THROTTLED, GONE -> throw new IllegalArgumentException("not asked yet: " + mail.id());
    };
  }

  private static AttemptOutcome held(Outgoing mail, Instant until, String why) {
    return unsent(mail, AttemptOutcome.Kind.HELD, Duration.between(mail.scheduleNow(), until), why);
  }

  private @Nullable AttemptOutcome inQuietHours(Outgoing mail) {
    String zone = mail.tags().zone();
    if (quiet == null || zone == null || mail.tags().critical()) {
      return null;
    }
    try {
      Instant until = quiet.until(mail.scheduleNow(), ZoneId.of(zone));
      return until == null ? null : held(mail, until, HoldReason.quietHours(until));
    } catch (ZoneRulesException unknown) {
      return null; // zones come and go, and the Java of who took it may have been a newer one
    }
  }

  /** The outcome of a mail of which nothing was sent. */
  public static AttemptOutcome unsent(
      Outgoing mail, AttemptOutcome.Kind kind, Duration delay, String why) {
    return new AttemptOutcome(mail.id(), kind, delay, Phase.CONNECT, why, mail.tags().template());
  }

  /** The outcome of an attempt, the {@code attempt}th of its mail. */
  public AttemptOutcome of(Outgoing mail, int attempt, Delivery delivery) {
    return switch (delivery.result()) {
      case SENT -> settled(mail, AttemptOutcome.Kind.SENT, delivery);
      case REFUSED -> settled(mail, AttemptOutcome.Kind.DEAD, delivery);
      case CANCELLED -> settled(mail, AttemptOutcome.Kind.CANCELLED, delivery);
      case POSTPONED -> away(mail, AttemptOutcome.Kind.POSTPONED, delivery);
      case AWAY -> inTime(mail, away(mail, AttemptOutcome.Kind.AWAY, delivery));
      case FAILED ->
          inTime(
              mail,
              again(
                  mail,
                  AttemptOutcome.Kind.RETRY,
                  schedule.afterFailure(attempt, random),
                  delivery));
      case DECLINED, TOO_LARGE -> declined(mail, delivery);
      case UNKNOWN -> unknown(mail, delivery);
    };
  }

  private AttemptOutcome away(Outgoing mail, AttemptOutcome.Kind kind, Delivery delivery) {
    boolean wasThere = delivery.phase() != Phase.CONNECT;
    return again(mail, kind, schedule.whileAway(wasThere, age(mail), random), delivery);
  }

  private AttemptOutcome declined(Outgoing mail, Delivery delivery) {
    int n = mail.tries().declined() + 1;
    return n > schedule.declined().size()
        ? settled(mail, AttemptOutcome.Kind.DEAD, delivery)
        : inTime(
            mail,
            again(mail, AttemptOutcome.Kind.DECLINED, schedule.afterRefusal(n, random), delivery));
  }

  private AttemptOutcome unknown(Outgoing mail, Delivery delivery) {
    int n = mail.tries().unknown() + 1;
    boolean waits =
        holdUnknown
            || mail.tags().holdUnknown()
            || n > schedule.unknown().size()
            || isOver(mail, Duration.ZERO);
    return waits
        ? settled(mail, AttemptOutcome.Kind.UNKNOWN, delivery)
        : again(mail, AttemptOutcome.Kind.RESEND, schedule.afterUnknown(n, random), delivery);
  }

  /** A mail is given up when the next attempt would be after its lifetime. */
  private AttemptOutcome inTime(Outgoing mail, AttemptOutcome next) {
    return isOver(mail, next.delay())
        ? new AttemptOutcome(
            mail.id(),
            AttemptOutcome.Kind.DEAD,
            Duration.ZERO,
            next.phase(),
            "given up after " + inWords(schedule.lifetime()) + ": " + next.reply(),
            next.template())
        : next;
  }

  private static String inWords(Duration lifetime) {
    return lifetime.toDays() > 1 ? lifetime.toDays() + " days" : Durations.text(lifetime);
  }

  private boolean isOver(Outgoing mail, Duration wait) {
    return age(mail).plus(wait).compareTo(schedule.lifetime()) > 0;
  }

  private static Duration age(Outgoing mail) {
    Instant since = mail.tries().since();
    return since == null ? Duration.ZERO : Duration.between(since, mail.takenAt());
  }

  private static AttemptOutcome settled(
      Outgoing mail, AttemptOutcome.Kind kind, Delivery delivery) {
    return again(mail, kind, Duration.ZERO, delivery);
  }

  private static AttemptOutcome again(
      Outgoing mail, AttemptOutcome.Kind kind, Duration delay, Delivery delivery) {
    return new AttemptOutcome(
        mail.id(), kind, delay, delivery.phase(), delivery.reply(), mail.tags().template());
  }
}
