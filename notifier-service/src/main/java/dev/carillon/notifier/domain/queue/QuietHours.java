package dev.carillon.notifier.domain.queue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/**
 * The hours in which a recipient gets no mail, in the recipient's time zone. If daylight saving
 * skips their end, they end with the jump; if it repeats their end, at the first.
 *
 * @param from included
 * @param to excluded; before {@code from} if it is on the next day
 */
public record QuietHours(LocalTime from, LocalTime to) {
  /** The end of the quiet hours at {@code moment}; null if it is outside them. */
  @Nullable Instant until(Instant moment, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(moment, zone);
    LocalTime time = local.toLocalTime();
    boolean overnight = to.isBefore(from);
    boolean quiet =
        overnight
            ? !time.isBefore(from) || time.isBefore(to)
            : !time.isBefore(from) && time.isBefore(to);
    if (!quiet) {
      return null;
    }
    boolean endsTomorrow = overnight && !time.isBefore(from);
    Instant end = first(local.toLocalDate().plusDays(endsTomorrow ? 1 : 0).atTime(to), zone);
    return end.isAfter(moment) ? end : null; // past the first, the repeated hour is not quiet
  }

  private static Instant first(LocalDateTime time, ZoneId zone) {
    ZoneOffsetTransition jump = zone.getRules().getTransition(time);
    return jump != null && jump.isGap() ? jump.getInstant() : time.atZone(zone).toInstant();
  }
}
