package dev.carillon.notifier.domain.broadcast;

import dev.carillon.contract.broadcasts.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The ticks that a due broadcast fires now.
 *
 * @param fires the ticks, oldest first
 * @param next when it is due again; {@link Instant#MAX} for never
 */
public record Due(List<Instant> fires, Instant next) {
  /** So late a tick may be and still count as in time: an interval, and not less than a pause. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(1);

  private static final Duration MOST_GRACE = Duration.ofSeconds(10);

  /** So many ticks that were missed fire in one transaction; the others follow. */
  private static final int MAX_FIRES = 500;

  public Due {
    fires = List.copyOf(fires);
  }

  /**
   * Of a broadcast that was due at {@code dueAt}, which is not after {@code now}.
   *
   * @param maxAge what is older does not fire
   */
  public static Due of(
      Schedule schedule, Misfire misfire, Duration maxAge, Instant dueAt, Instant now) {
    if (misfire != Misfire.ONCE) {
      Duration oldest = misfire == Misfire.ALL ? maxAge : grace(schedule);
      return all(schedule, dueAt, now.minus(oldest), now);
    }
    Due last = last(schedule, dueAt, now);
    boolean fires = Duration.between(last.fires().get(0), now).compareTo(maxAge) <= 0;
    return fires ? last : new Due(List.of(), last.next());
  }

  /** The last of its times until then alone; what follows is judged when it is due. */
  public static Due last(Schedule schedule, Instant dueAt, Instant until) {
    Instant last = schedule.lastUpTo(until, dueAt);
    return new Due(List.of(last), next(schedule, last));
  }

  private static Duration grace(Schedule schedule) {
    Duration interval = schedule instanceof Schedule.Every(Duration every) ? every : MOST_GRACE;
    if (interval.compareTo(LEAST_GRACE) < 0) {
      return LEAST_GRACE;
    }
    return interval.compareTo(MOST_GRACE) < 0 ? interval : MOST_GRACE;
  }

  private static Due all(Schedule schedule, Instant dueAt, Instant oldest, Instant now) {
    List<Instant> fires = new ArrayList<>();
    Instant slot = dueAt.isBefore(oldest) ? schedule.lastUpTo(oldest, dueAt) : dueAt;
    while (!slot.isAfter(now) && fires.size() < MAX_FIRES) {
      if (!slot.isBefore(oldest)) {
        fires.add(slot);
      }
      slot = next(schedule, slot);
    }
    return new Due(fires, slot);
  }

  private static Instant next(Schedule schedule, Instant slot) {
    return schedule.after(slot).orElse(Instant.MAX);
  }
}
