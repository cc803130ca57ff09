package dev.carillon.notifier.domain.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Schedule MINUTELY = Schedule.of(Duration.ofMinutes(1), null, "UTC");

  @Test
  void whatIsInTimeFiresOnceWhateverThePolicy() {
    for (Misfire misfire : Misfire.values()) {
      assertThat(Due.of(MINUTELY, misfire, DAY, T, T.plusMillis(150)))
          .isEqualTo(new Due(List.of(T), T.plusSeconds(60)));
    }
  }

  @Test
  void whatWasMissedIsLeftOutOrFiresOnceOrEachTime() {
    Instant now = T.plusSeconds(200); // T, +60, +120, +180 were due
    assertThat(Due.of(MINUTELY, Misfire.SKIP, DAY, T, now))
        .isEqualTo(new Due(List.of(), T.plusSeconds(240)));
    assertThat(Due.of(MINUTELY, Misfire.ONCE, DAY, T, now))
        .isEqualTo(new Due(List.of(T.plusSeconds(180)), T.plusSeconds(240)));
    assertThat(Due.of(MINUTELY, Misfire.ALL, DAY, T, now).fires())
        .containsExactly(T, T.plusSeconds(60), T.plusSeconds(120), T.plusSeconds(180));
  }

  @Test
  void ofWhatTimeWasMovedPastTheLastFiresHoweverLate() {
    assertThat(Due.last(MINUTELY, T, T.plus(DAY).plusSeconds(20)))
        .isEqualTo(new Due(List.of(T.plus(DAY)), T.plus(DAY).plusSeconds(60)));
  }

  @Test
  void whatIsTooOldDoesNotFire() {
    Instant now = T.plusSeconds(200);
    Duration age = Duration.ofSeconds(100);
    assertThat(Due.of(MINUTELY, Misfire.ALL, age, T, now).fires())
        .containsExactly(T.plusSeconds(120), T.plusSeconds(180));
    assertThat(Due.of(MINUTELY, Misfire.ONCE, Duration.ofSeconds(10), T, now).fires()).isEmpty();
  }

  @Test
  void aLongOutageIsCaughtUpInPieces() {
    Schedule fast = Schedule.of(Duration.ofMillis(100), null, "UTC");
    Instant now = T.plusSeconds(100);
    List<Instant> fired = new ArrayList<>();
    Instant dueAt = T;
    while (!dueAt.isAfter(now)) {
      Due due = Due.of(fast, Misfire.ALL, DAY, dueAt, now);
      fired.addAll(due.fires());
      dueAt = due.next();
    }
    assertThat(fired).hasSize(1_001).doesNotHaveDuplicates().isSorted();
    assertThat(Due.of(fast, Misfire.SKIP, DAY, T, T.plus(Duration.ofDays(3_650))).fires())
        .hasSize(11); // the last second
    assertThat(Due.of(fast, Misfire.SKIP, DAY, T, T.plusMillis(250)).fires()).hasSize(3);
  }

  @Test
  void cronMeansTheClockOfItsZone() {
    Schedule mondays = Schedule.of(null, "30 9 * * 1", "Europe/Zurich");
    assertThat(mondays.after(T)).contains(Instant.parse("2026-11-23T08:30:00Z"));
    Schedule seconds = Schedule.of(null, "*/5 * * * * *", "UTC");
    assertThat(seconds.after(T)).contains(T.plusSeconds(5));
    Instant now = T.plusSeconds(17);
    assertThat(Due.of(seconds, Misfire.ALL, DAY, T, now).fires())
        .containsExactly(T, T.plusSeconds(5), T.plusSeconds(10), T.plusSeconds(15));
    assertThat(Due.of(seconds, Misfire.ONCE, DAY, T, now))
        .isEqualTo(new Due(List.of(T.plusSeconds(15)), T.plusSeconds(20)));
    assertThatThrownBy(() -> Schedule.of(null, "every monday", "UTC"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("/cron");
  }

  @Test
  void aTimeThatDoesNotExistFiresAfterTheJumpAndOneThatComesTwiceFiresOnce() {
    Schedule nightly = Schedule.of(null, "30 2 * * *", "Europe/Zurich");
    Instant beforeSpring = Instant.parse("2026-03-28T12:00:00Z");
    assertThat(upTo(nightly, beforeSpring, 2))
        .containsExactly(
            Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    Instant beforeAutumn = Instant.parse("2026-10-24T12:00:00Z");
    assertThat(upTo(nightly, beforeAutumn, 2))
        .containsExactly(
            Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
  }

  private static List<Instant> upTo(Schedule schedule, Instant from, int count) {
    List<Instant> times = new ArrayList<>();
    Instant time = from;
    while (times.size() < count) {
      time = schedule.after(time).orElseThrow();
      times.add(time);
    }
    return times;
  }
}
