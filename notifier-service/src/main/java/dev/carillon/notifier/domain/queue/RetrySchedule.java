package dev.carillon.notifier.domain.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * When a mail is tried again, by the class of what went wrong. Each wait is up to a fifth shorter
 * or longer, so that mails that failed together do not come back together.
 *
 * @param failed after a failure, such as a reply of 4xx: the waits one after the other, the last of
 *     them again and again; one at least
 * @param declined after a refusal that is not because of the recipient: so many times it is tried
 *     again
 * @param unknown after it was perhaps sent: so many copies may follow
 * @param lifetime how long after its first attempt it is tried at all
 */
public record RetrySchedule(
    List<Duration> failed, List<Duration> declined, List<Duration> unknown, Duration lifetime) {
  /**
   * Greylisting lets a mail through after some minutes; RFC 5321 gives up after four to five days.
   */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          List.of(
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(15),
              Duration.ofMinutes(30)),
          List.of(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(12)),
          List.of(Duration.ofMinutes(5), Duration.ofMinutes(15)),
          Duration.ofDays(5));

  /** A mail in hand when every server was away; while they are, nothing is claimed. */
  private static final Duration AWAY = Duration.ofSeconds(3);

  /** After 421. */
  private static final Duration GOING_AWAY = Duration.ofSeconds(30);

  private static final Duration LONGEST_AWAY = Duration.ofMinutes(15);
  private static final int SHARE_OF_AGE = 4;
  private static final double SPREAD = 0.4;

  public RetrySchedule {
    failed = List.copyOf(failed);
    declined = List.copyOf(declined);
    unknown = List.copyOf(unknown);
    if (failed.isEmpty()) {
      throw new IllegalArgumentException("No wait after a failure");
    }
  }

  /** The wait after an attempt that failed, the {@code attempt}th, from 1. */
  Duration afterFailure(int attempt, DoubleSupplier random) {
    return spread(failed.get(Math.min(Math.max(attempt, 1), failed.size()) - 1), random);
  }

  /** The wait after the {@code n}th refusal, from 1, which is not the last one. */
  Duration afterRefusal(int n, DoubleSupplier random) {
    return spread(declined.get(n - 1), random);
  }

  /** The wait after the {@code n}th time that it was perhaps sent, from 1, not the last one. */
  Duration afterUnknown(int n, DoubleSupplier random) {
    return spread(unknown.get(n - 1), random);
  }

  /** The wait while servers are away: short at first, longer with the mail's age. */
  Duration whileAway(boolean wasThere, Duration age, DoubleSupplier random) {
    Duration least = wasThere ? GOING_AWAY : AWAY;
    Duration share = age.dividedBy(SHARE_OF_AGE);
    Duration most = share.compareTo(LONGEST_AWAY) < 0 ? share : LONGEST_AWAY;
    return spread(most.compareTo(least) < 0 ? least : most, random);
  }

  private static Duration spread(Duration wait, DoubleSupplier random) {
    double factor = 1 - SPREAD / 2 + SPREAD * random.getAsDouble();
    return Duration.ofNanos((long) (wait.toNanos() * factor));
  }
}
