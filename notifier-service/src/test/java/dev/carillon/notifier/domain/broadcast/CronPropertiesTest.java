package dev.carillon.notifier.domain.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.text.CronText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any expression in any zone, against a clock that is looked at each minute. */
class CronPropertiesTest {
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2031-01-01T00:00:00Z");
  private static final Duration AROUND = Duration.ofDays(3);

  private static final List<String> MINUTES =
      List.of("*", "*/15", "0", "30", "0,30", "10-50/20", "59");
  private static final List<String> HOURS =
      List.of("*", "*/2", "*/3", "0", "1", "2", "2,3", "0-23", "1-3", "23", "5/7");
  private static final List<String> DAYS = List.of("*", "*", "*/2", "1-7", "29");
  private static final List<String> WEEKDAYS = List.of("*", "*", "0", "1-5", "*/2");

  static Stream<String> zones() {
    return Stream.of(
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "America/New_York",
        "Europe/Berlin",
        "Antarctica/Troll",
        "Pacific/Chatham",
        "Pacific/Apia",
        "UTC");
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String expression(Random random) {
    return String.join(
        " ",
        one(random, MINUTES),
        one(random, HOURS),
        one(random, DAYS),
        "*",
        one(random, WEEKDAYS));
  }

  @ParameterizedTest
  @MethodSource("zones")
  void bothDirectionsAgreeAndTimesAscendOverTheYears(String zone) {
    Random random = new Random(zone.hashCode());
    for (int run = 0; run < 40; run++) {
      String cron = (run % 4 == 0 ? "17 " : "") + expression(random);
      Schedule schedule = Schedule.of(null, cron, zone);
      assertThat(CronText.hasFields(cron) && CronText.hasNumbers(cron)).as(cron).isTrue();
      assertThat(CronText.hasRanges(cron)).as(cron).isTrue();
      Instant time = BEGIN.plusSeconds(random.nextInt(900_000_000));
      for (int i = 0; i < 200; i++) {
        Instant next = schedule.after(time).orElseThrow();
        assertThat(next).as(cron).isAfter(time);
        assertThat(next).isEqualTo(next.truncatedTo(ChronoUnit.SECONDS));
        assertThat(schedule.lastUpTo(next, BEGIN)).as("%s from %s", cron, time).isEqualTo(next);
        Instant before = next.minusNanos(1);
        assertThat(schedule.after(before)).as("%s from %s", cron, before).contains(next);
        if (i > 0) {
          assertThat(schedule.lastUpTo(before, BEGIN)).as("%s to %s", cron, next).isEqualTo(time);
        }
        time = next;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("zones")
  void aroundEveryChangeOfTheClockTheTimesAreThoseOfTheRule(String zone) {
    Random random = new Random(zone.hashCode());
    ZoneRules rules = ZoneId.of(zone).getRules();
    for (Instant change : changes(rules)) {
      String cron = expression(random);
      List<Instant> times = new ArrayList<>();
      Instant end = change.plus(AROUND);
      Schedule schedule = Schedule.of(null, cron, zone);
      Instant time = change.minus(AROUND).minusSeconds(1);
      for (time = schedule.after(time).orElseThrow();
          time.isBefore(end);
          time = schedule.after(time).orElseThrow()) {
        times.add(time);
      }
      assertThat(times)
          .as("%s in %s around %s", cron, zone, change)
          .isEqualTo(watched(cron, rules, change.minus(AROUND), end));
    }
  }

  private static List<Instant> changes(ZoneRules rules) {
    List<Instant> changes = new ArrayList<>(List.of(Instant.parse("2026-06-01T00:00:00Z")));
    ZoneOffsetTransition change = rules.nextTransition(BEGIN);
    while (change != null && change.getInstant().isBefore(END)) {
      changes.add(change.getInstant());
      change = rules.nextTransition(change.getInstant());
    }
    return changes;
  }

  /** Looks at the clock in every minute, as a cron daemon does. */
  private static List<Instant> watched(String cron, ZoneRules rules, Instant from, Instant to) {
    CronFields fields = CronFields.parse(cron);
    Set<LocalDateTime> seen = new HashSet<>();
    List<Instant> fired = new ArrayList<>();
    LocalDateTime last = shown(rules, from.minusSeconds(60));
    for (Instant minute = from; minute.isBefore(to); minute = minute.plusSeconds(60)) {
      LocalDateTime now = shown(rules, minute);
      boolean fires = matches(fields, now) && (!fields.fixedHours() || !seen.contains(now));
      for (LocalDateTime jumped = last.plusMinutes(1);
          fields.fixedHours() && jumped.isBefore(now);
          jumped = jumped.plusMinutes(1)) {
        fires = fires || (matches(fields, jumped) && !seen.contains(jumped));
        seen.add(jumped);
      }
      if (fires) {
        fired.add(minute);
      }
      seen.add(now);
      last = now;
    }
    return fired;
  }

  private static boolean matches(CronFields fields, LocalDateTime time) {
    return fields.next(time).filter(time::equals).isPresent();
  }

  private static LocalDateTime shown(ZoneRules rules, Instant moment) {
    return LocalDateTime.ofInstant(moment, rules.getOffset(moment)).truncatedTo(ChronoUnit.MINUTES);
  }
}
