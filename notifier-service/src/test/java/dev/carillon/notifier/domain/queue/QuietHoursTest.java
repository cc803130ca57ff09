package dev.carillon.notifier.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.MailTags;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
  private static final QuietHours NIGHT = new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0));

  @ParameterizedTest
  @CsvSource({
    "22:00, 07:00, 2026-11-22T20:59:59Z, ",
    "22:00, 07:00, 2026-11-22T21:00:00Z, 2026-11-23T06:00:00Z",
    "22:00, 07:00, 2026-11-23T05:59:59Z, 2026-11-23T06:00:00Z",
    "22:00, 07:00, 2026-11-23T06:00:00Z, ",
    "12:00, 13:00, 2026-11-22T11:30:00Z, 2026-11-22T12:00:00Z",
    "12:00, 13:00, 2026-11-22T12:00:00Z, ",
    // clocks go from 02:00 to 03:00: an end at 02:30 is the jump itself
    "22:00, 02:30, 2026-03-28T23:00:00Z, 2026-03-29T01:00:00Z",
    // and from 03:00 back to 02:00: the first 02:30
    "22:00, 02:30, 2026-10-24T22:00:00Z, 2026-10-25T00:30:00Z",
    "22:00, 02:30, 2026-10-25T00:29:59Z, 2026-10-25T00:30:00Z",
    // the second 02:10 is after it
    "22:00, 02:30, 2026-10-25T01:10:00Z, ",
    // an end that is not repeated is the next one, in either hour
    "22:00, 03:30, 2026-10-25T00:10:00Z, 2026-10-25T02:30:00Z",
    "22:00, 03:30, 2026-10-25T01:10:00Z, 2026-10-25T02:30:00Z",
  })
  void theHoursAreThoseOfTheRecipientsClock(
      LocalTime from, LocalTime to, Instant moment, @Nullable Instant end) {
    assertThat(new QuietHours(from, to).until(moment, ZoneId.of("Europe/Zurich"))).isEqualTo(end);
  }

  @Test
  void criticalMailAndMailOfUnknownZonesGoesOut() {
    OutcomePolicy outcomePolicy = new OutcomePolicy(false, NIGHT, () -> 0.5);
    assertThat(outcomePolicy.beforeSending(mail(false, "Europe/Zurich")))
        .satisfies(
            held -> {
              assertThat(held.kind()).isEqualTo(AttemptOutcome.Kind.HELD);
              assertThat(held.delay()).isBetween(Duration.ofHours(8), Duration.ofHours(9));
            });
    assertThat(outcomePolicy.beforeSending(mail(true, "Europe/Zurich"))).isNull();
    assertThat(outcomePolicy.beforeSending(mail(false, null))).isNull();
    assertThat(outcomePolicy.beforeSending(mail(false, "Mars/Olympus")))
        .as("a newer Java's")
        .isNull();
    assertThat(outcomePolicy.beforeSending(mail(false, "Asia/Tokyo"))).isNotNull();
    assertThat(outcomePolicy.beforeSending(mail(false, "America/New_York"))).isNull();
  }

  private static Outgoing mail(boolean critical, @Nullable String zone) {
    Outgoing mail = TestMails.outgoing();
    return new Outgoing(
        mail.id(),
        mail.recipient(),
        null,
        mail.subject(),
        mail.content(),
        mail.messageId(),
        mail.date(),
        mail.decision(),
        mail.takenAt(),
        new MailTags(null, null, critical, zone, false),
        mail.tries(),
        mail.sender());
  }
}
