package dev.carillon.notifier.domain.broadcast;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times of a broadcast: so often, or by {@link Cron cron} in a time zone. */
public sealed interface Schedule permits Schedule.Every, Cron {
  /** The first time after a moment; empty if there is none any more. */
  Optional<Instant> after(Instant moment);

  /** The last time of {@code from + n} intervals, or of the cron, that is not after a moment. */
  Instant lastUpTo(Instant moment, Instant from);

  /** Which of the two is given. INVALID for what is not a cron expression. */
  static Schedule of(@Nullable Duration every, @Nullable String cron, String zone) {
    return every != null
        ? new Every(every)
        : new Cron(CronFields.parse(String.valueOf(cron)), ZoneId.of(zone).getRules());
  }

  /** So often. */
  record Every(Duration every) implements Schedule {
    @Override
    public Optional<Instant> after(Instant moment) {
      return Optional.of(moment.plus(every));
    }

    @Override
    public Instant lastUpTo(Instant moment, Instant from) {
      long missed = Duration.between(from, moment).dividedBy(every);
      return from.plus(every.multipliedBy(missed));
    }
  }
}
