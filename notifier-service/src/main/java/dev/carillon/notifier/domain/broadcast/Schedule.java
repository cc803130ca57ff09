package dev.carillon.notifier.domain.broadcast;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.carillon.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a broadcast: so often, or by cron in a time zone (cron-utils). Five fields are those
 * of Unix, six have seconds first. Where clocks are put forward, a time that does not exist on that
 * day does not fire; where they are put back, a time that comes twice fires at the first.
 */
public sealed interface Schedule {
  /** The first time after a moment; empty if there is none any more. */
  Optional<Instant> after(Instant moment);

  /** The last time of {@code from + n} intervals, or of the cron, that is not after a moment. */
  Instant lastUpTo(Instant moment, Instant from);

  /** Which of the two is given. INVALID for what is not a cron expression. */
  static Schedule of(@Nullable Duration every, @Nullable String cron, String zone) {
    return every != null ? new Every(every) : Cron.parse(String.valueOf(cron), ZoneId.of(zone));
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

  /** By cron. */
  record Cron(ExecutionTime times, ZoneId zone) implements Schedule {
    private static final CronDefinition UNIX =
        CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final CronDefinition WITH_SECONDS =
        CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING);
    private static final int UNIX_FIELDS = 5;

    static Cron parse(String text, ZoneId zone) {
      boolean unix = text.strip().split("\\s+", -1).length == UNIX_FIELDS;
      try {
        com.cronutils.model.Cron cron =
            new CronParser(unix ? UNIX : WITH_SECONDS).parse(text).validate();
        return new Cron(ExecutionTime.forCron(cron), zone);
      } catch (IllegalArgumentException e) {
        throw Failure.invalid("/cron", "is not a cron expression: " + e.getMessage());
      }
    }

    @Override
    public Optional<Instant> after(Instant moment) {
      return times.nextExecution(moment.atZone(zone)).map(t -> t.toInstant());
    }

    @Override
    public Instant lastUpTo(Instant moment, Instant from) {
      return times
          .lastExecution(moment.plusMillis(1).atZone(zone))
          .map(t -> t.toInstant())
          .filter(t -> t.isAfter(from))
          .orElse(from);
    }
  }
}
