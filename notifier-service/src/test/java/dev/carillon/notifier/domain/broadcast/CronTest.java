package dev.carillon.notifier.domain.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.text.CronText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static List<Instant> upTo(Schedule schedule, Instant from, int count) {
    List<Instant> times = new ArrayList<>();
    Instant time = from;
    while (times.size() < count) {
      time = schedule.after(time).orElseThrow();
      times.add(time);
    }
    return times;
  }

  /** The first times after a moment, and that each is found from behind too. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Fixed hours that are jumped over fire once, together, at the first moment after it.
          America/New_York  | 30 2 * * *      | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z
          America/New_York  | 0,30 2 * * *    | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:00:00Z 2026-03-09T06:30:00Z
          America/New_York  | 0 2,3 * * *     | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:00:00Z 2026-03-09T07:00:00Z
          America/New_York  | 0 30 2 * * *    | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z
          America/New_York  | 30 2 8 3 *      | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2027-03-08T07:30:00Z
          Europe/Berlin     | 30 2 * * *      | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
          Australia/Lord_Howe | 15 2 * * *    | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z
          Asia/Kathmandu    | 10 0 * * *      | 1985-12-31T00:00:00Z | 1985-12-31T18:30:00Z 1986-01-01T18:25:00Z
          America/Sao_Paulo | 0 0 * * *       | 2018-11-03T12:00:00Z | 2018-11-04T03:00:00Z 2018-11-05T02:00:00Z
          Africa/Casablanca | 30 2 * * *      | 2026-03-21T12:00:00Z | 2026-03-22T02:00:00Z 2026-03-23T01:30:00Z
          Antarctica/Troll  | 0 1,2 * * *     | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T23:00:00Z 2026-03-30T00:00:00Z
          Pacific/Chatham   | 0 3 * * *       | 2026-09-26T00:00:00Z | 2026-09-26T14:00:00Z 2026-09-27T13:15:00Z
          Pacific/Apia      | 0 9 * * *       | 2011-12-29T12:00:00Z | 2011-12-29T19:00:00Z 2011-12-30T10:00:00Z 2011-12-30T19:00:00Z
          # Fixed hours that come twice fire at their first occurrence.
          America/New_York  | 30 1 * * *      | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
          America/New_York  | 0-59/30 0-23 * * * | 2026-11-01T05:10:00Z | 2026-11-01T05:30:00Z 2026-11-01T07:00:00Z
          Europe/Berlin     | 0,30 2 * * *    | 2026-10-24T12:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-26T01:00:00Z 2026-10-26T01:30:00Z
          Europe/Berlin     | 0 2,3 * * *     | 2026-10-24T12:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z 2026-10-26T01:00:00Z
          Europe/Berlin     | 30 2 * * *      | 2026-10-25T00:45:00Z | 2026-10-26T01:30:00Z
          Australia/Lord_Howe | 45 1 * * *    | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z
          America/Sao_Paulo | 30 23 * * *     | 2019-02-16T12:00:00Z | 2019-02-17T01:30:00Z 2019-02-18T02:30:00Z
          Africa/Casablanca | 30 2 * * *      | 2026-02-14T12:00:00Z | 2026-02-15T01:30:00Z 2026-02-16T02:30:00Z
          Antarctica/Troll  | 30 1,2 * * *    | 2026-10-24T12:00:00Z | 2026-10-24T23:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
          Pacific/Chatham   | 0 3 * * *       | 2026-04-04T00:00:00Z | 2026-04-04T13:15:00Z 2026-04-05T14:15:00Z
          # Each hour, and each nth, fires at every real moment.
          America/New_York  | 30 * * * *      | 2026-11-01T05:00:00Z | 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z 2026-11-01T07:30:00Z
          America/New_York  | 30 * * * *      | 2026-03-08T06:00:00Z | 2026-03-08T06:30:00Z 2026-03-08T07:30:00Z
          America/New_York  | 0 */2 * * *     | 2026-03-08T05:30:00Z | 2026-03-08T08:00:00Z 2026-03-08T10:00:00Z
          Europe/Berlin     | 30 */2 * * *    | 2026-10-24T23:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T03:30:00Z
          Australia/Lord_Howe | */15 * * * *  | 2026-04-04T14:40:00Z | 2026-04-04T14:45:00Z 2026-04-04T15:00:00Z 2026-04-04T15:15:00Z
          Australia/Lord_Howe | 15 * * * *    | 2026-10-03T14:00:00Z | 2026-10-03T14:45:00Z 2026-10-03T16:15:00Z
          Antarctica/Troll  | 0 * * * *       | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
          # What is rare is found behind many changes of the clock.
          Europe/Berlin     | 30 * 29 2 *     | 2026-01-01T00:00:00Z | 2028-02-28T23:30:00Z
          Europe/Berlin     | 30 * 25 10 *    | 2026-10-25T00:45:00Z | 2026-10-25T01:30:00Z
          UTC               | 0 0 29 2 */7    | 2026-01-01T00:00:00Z | 2032-02-29T00:00:00Z
          # A field that begins with * does not count as restricted: then both must allow a day.
          UTC               | 0 0 13 * 5      | 2026-11-01T00:00:00Z | 2026-11-06T00:00:00Z 2026-11-13T00:00:00Z 2026-11-20T00:00:00Z
          UTC               | 0 0 13 2 5      | 2026-02-07T00:00:00Z | 2026-02-13T00:00:00Z 2026-02-20T00:00:00Z
          UTC               | 0 0 */2 * 1     | 2026-11-01T00:00:00Z | 2026-11-09T00:00:00Z 2026-11-23T00:00:00Z
          UTC               | 0 0 1 * */2     | 2026-11-02T00:00:00Z | 2026-12-01T00:00:00Z 2027-04-01T00:00:00Z
          UTC               | 0 0 0 13 * 5    | 2026-11-01T00:00:00Z | 2026-11-06T00:00:00Z 2026-11-13T00:00:00Z
          UTC               | 0 0 0 */2 * MON | 2026-11-01T00:00:00Z | 2026-11-09T00:00:00Z 2026-11-23T00:00:00Z
          UTC               | 0 0 0 ? * MON   | 2026-11-01T00:00:00Z | 2026-11-02T00:00:00Z 2026-11-09T00:00:00Z
          UTC               | 0 0 0 ? * FRI#2 | 2026-11-01T00:00:00Z | 2026-11-13T00:00:00Z 2026-12-11T00:00:00Z
          UTC               | 0 0 * * 5-7     | 2026-11-01T00:00:00Z | 2026-11-06T00:00:00Z 2026-11-07T00:00:00Z 2026-11-08T00:00:00Z
          UTC               | 0 0 * * SAT-SUN | 2026-11-01T00:00:00Z | 2026-11-07T00:00:00Z 2026-11-08T00:00:00Z 2026-11-14T00:00:00Z
          UTC               | 0 0 * * sun-MON | 2026-11-01T00:00:00Z | 2026-11-02T00:00:00Z 2026-11-08T00:00:00Z 2026-11-09T00:00:00Z
          UTC               | 0 0 0 * * SUN-TUE | 2026-11-01T00:00:00Z | 2026-11-02T00:00:00Z 2026-11-03T00:00:00Z 2026-11-08T00:00:00Z
          UTC               | 0 0 * * SUN-SUN | 2026-11-01T00:00:00Z | 2026-11-08T00:00:00Z 2026-11-15T00:00:00Z
          UTC               | 0 0 0 * * FRI-SUN | 2026-11-01T00:00:00Z | 2026-11-06T00:00:00Z 2026-11-07T00:00:00Z 2026-11-08T00:00:00Z 2026-11-13T00:00:00Z
          UTC               | 0 0 0 * * SUN-SAT | 2026-11-01T00:00:00Z | 2026-11-02T00:00:00Z 2026-11-03T00:00:00Z
          UTC               | 5/20 0 * JAN,3 * | 2026-01-01T00:00:00Z | 2026-01-01T00:05:00Z 2026-01-01T00:25:00Z 2026-01-01T00:45:00Z
          # Times are whole seconds, whatever the moment that one asks at.
          UTC               | * * * * * *     | 2026-11-01T00:00:00.987Z | 2026-11-01T00:00:01Z 2026-11-01T00:00:02Z
          UTC               | 0 9 * * *       | 2026-11-01T08:59:59.999999Z | 2026-11-01T09:00:00Z
          """)
  void timesFollowTheRule(String zone, String cron, Instant from, String expected) {
    assertThat(CronText.hasFields(cron) && CronText.hasNumbers(cron)).isTrue();
    assertThat(CronText.hasRanges(cron)).isTrue();
    Schedule schedule = Schedule.of(null, cron, zone);
    List<Instant> times = Arrays.stream(expected.split("\\s+")).map(Instant::parse).toList();
    assertThat(upTo(schedule, from, times.size())).isEqualTo(times);
    Instant before = from.minusSeconds(1);
    for (Instant time : times) {
      assertThat(schedule.lastUpTo(time, before)).isEqualTo(time);
      assertThat(schedule.lastUpTo(time.plusMillis(999), before)).isEqualTo(time);
    }
  }

  @Test
  void whatNeverComesIsFoundSoon() {
    assertThat(Schedule.of(null, "0 0 30 2 *", "Europe/Berlin").after(Instant.EPOCH)).isEmpty();
    assertThat(Schedule.of(null, "0 * 31 4 *", "Europe/Berlin").after(Instant.EPOCH)).isEmpty();
    assertThat(
            Schedule.of(null, "0 * 31 4 *", "Europe/Berlin")
                .lastUpTo(Instant.parse("2026-01-01T00:00:00Z"), Instant.EPOCH))
        .isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every monday",
        "* * * *",
        "60 * * * *",
        "0 24 * * *",
        "0 22-2 * * *",
        "0 0 0 * * 6-0",
        "0 0 0 20-5 * *",
        "0 0 0 * NOV-FEB *",
        "*/0 * * * *",
        "0 0 L * *",
        "@daily",
        "1 2 3 4 5 6 7"
      })
  void whatIsNoCronIsRefused(String text) {
    assertThatThrownBy(() -> Schedule.of(null, text, "UTC"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("/cron");
  }
}
