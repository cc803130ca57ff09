package dev.carillon.notifier.domain.broadcast;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The moments at which a zone's clock shows what a cron expression names, by one rule:
 *
 * <ul>
 *   <li>An hour field {@code *} or <code>*&#47;n</code> fires at each real moment whose local time
 *       matches: where clocks are put back it fires in both of the two hours, and of the times that
 *       clocks jump over it fires none.
 *   <li>Any other hour field is fixed. A local time fires once: one that comes twice at its first
 *       occurrence; all those that clocks jump over together, once, at the first moment after the
 *       jump.
 *   <li>A day is one that the month, the day of the month and the weekday allow. If both of the
 *       latter are restricted, either is enough; a field that begins with {@code *} (or is {@code
 *       ?}) is not restricted in this sense, also with a step.
 * </ul>
 *
 * <p>Six fields, with seconds first, are like five. Times are whole seconds. (The rule is that of
 * Vixie's cron, without its limit to jumps of less than three hours.)
 */
record Cron(CronFields fields, ZoneRules rules) implements Schedule {
  /** No clock of any zone was ever put forward or back by more. */
  private static final Duration LARGEST_JUMP = Duration.ofDays(2);

  @Override
  public Optional<Instant> after(Instant moment) {
    Instant whole = moment.truncatedTo(ChronoUnit.SECONDS);
    return fields.fixedHours() ? fixedAfter(whole) : realFrom(whole.plusSeconds(1));
  }

  @Override
  public Instant lastUpTo(Instant moment, Instant from) {
    Instant whole = moment.truncatedTo(ChronoUnit.SECONDS);
    return (fields.fixedHours() ? fixedUpTo(whole) : realUpTo(whole, from))
        .filter(time -> time.isAfter(from))
        .orElse(from);
  }

  /**
   * Later local times never fire earlier, so the first that fires after the moment is the next. The
   * search goes on from what the clock shows at the moment: a second later it may have jumped.
   */
  private Optional<Instant> fixedAfter(Instant moment) {
    Optional<LocalDateTime> time = fields.next(local(moment).plusSeconds(1));
    while (time.isPresent()) {
      Instant fires = fires(time.get());
      if (fires.isAfter(moment)) {
        return Optional.of(fires);
      }
      time = fields.next(time.get().plusSeconds(1)); // fired already, in the first of two hours
    }
    return Optional.empty();
  }

  /** In the second of two hours that show the same, all of their times have fired. */
  private Optional<Instant> fixedUpTo(Instant moment) {
    LocalDateTime shown = local(moment);
    ZoneOffsetTransition change = rules.getTransition(shown);
    boolean second = change != null && change.isOverlap() && !moment.isBefore(change.getInstant());
    return fields
        .previous(second ? change.getDateTimeBefore().minusSeconds(1) : shown)
        .map(this::fires);
  }

  /** The one moment of a local time of a fixed hour. */
  private Instant fires(LocalDateTime time) {
    ZoneOffsetTransition change = rules.getTransition(time);
    if (change == null) {
      return time.toInstant(rules.getOffset(time));
    }
    return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
  }

  /** Looks from one change of the clock to the next: between them local time is even. */
  private Optional<Instant> realFrom(Instant moment) {
    Instant from = moment;
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      LocalDateTime time = fields.next(LocalDateTime.ofInstant(from, offset)).orElse(null);
      if (time == null) {
        return Optional.empty();
      }
      Instant fires = time.toInstant(offset);
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || fires.isBefore(change.getInstant())) {
        return Optional.of(fires);
      }
      from = behind(from, change.getInstant(), fires.minus(LARGEST_JUMP));
    }
  }

  /** What is far behind many changes of the clock is not looked for between each two of them. */
  private static Instant behind(Instant from, Instant change, Instant near) {
    boolean evenBefore = Duration.between(from, change).compareTo(LARGEST_JUMP) > 0;
    return evenBefore && near.isAfter(change) ? near : change;
  }

  private Optional<Instant> realUpTo(Instant moment, Instant notBefore) {
    Instant upTo = moment;
    while (!upTo.isBefore(notBefore)) {
      ZoneOffset offset = rules.getOffset(upTo);
      LocalDateTime time = fields.previous(LocalDateTime.ofInstant(upTo, offset)).orElse(null);
      if (time == null) {
        return Optional.empty();
      }
      Instant fires = time.toInstant(offset);
      ZoneOffsetTransition change = rules.previousTransition(upTo.plusSeconds(1));
      if (change == null || !fires.isBefore(change.getInstant())) {
        return Optional.of(fires);
      }
      upTo = change.getInstant().minusSeconds(1);
    }
    return Optional.empty();
  }

  private LocalDateTime local(Instant moment) {
    return LocalDateTime.ofInstant(moment, rules.getOffset(moment));
  }
}
