package dev.carillon.notifier.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.Tries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows an attempt, in the middle of the jitter. */
class OutcomePolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T21:50:10Z");
  private static final OutcomePolicy POLICY = new OutcomePolicy(false, null, () -> 0.5);

  @ParameterizedTest
  @CsvSource({
    "1, PT1M",
    "2, PT5M",
    "3, PT15M",
    "4, PT30M",
    "5, PT30M",
    "200, PT30M",
  })
  void afterAFailureItWaitsForMinutes(int attempt, Duration wait) {
    AttemptOutcome next = after(Delivery.Result.FAILED, attempt, new Tries(ago("PT1H"), 0, 0));
    assertThat(next.kind()).isEqualTo(AttemptOutcome.Kind.RETRY);
    assertThat(next.delay()).isEqualTo(wait);
  }

  @Test
  void waitsAreSpreadByAFifth() {
    for (double random : new double[] {0, 0.999}) {
      Duration wait =
          new OutcomePolicy(false, null, () -> random)
              .of(mail(Tries.NONE), 4, delivery(Delivery.Result.FAILED, Phase.RCPT))
              .delay();
      assertThat(wait).isBetween(Duration.ofMinutes(24), Duration.ofMinutes(36));
      assertThat(wait.toMinutes()).isEqualTo(random == 0 ? 24 : 35);
    }
  }

  @Test
  void aRefusalThatIsNotTheRecipientsIsTriedAgainThreeTimesWithinADay() {
    Duration all = Duration.ZERO;
    for (int n = 0; n < 3; n++) {
      AttemptOutcome next = after(Delivery.Result.DECLINED, n + 1, new Tries(ago("PT1H"), n, 0));
      assertThat(next.kind()).isEqualTo(AttemptOutcome.Kind.DECLINED);
      all = all.plus(next.delay());
    }
    assertThat(all).isLessThan(Duration.ofHours(20));
    AttemptOutcome last = after(Delivery.Result.DECLINED, 4, new Tries(ago("PT17H"), 3, 0));
    assertThat(last.kind()).isEqualTo(AttemptOutcome.Kind.DEAD);
    assertThat(last.reply()).isEqualTo("said");
    assertThat(after(Delivery.Result.TOO_LARGE, 4, new Tries(ago("PT17H"), 3, 0)).kind())
        .isEqualTo(AttemptOutcome.Kind.DEAD);
    assertThat(after(Delivery.Result.REFUSED, 1, Tries.NONE).kind())
        .isEqualTo(AttemptOutcome.Kind.DEAD);
  }

  @Test
  void whatWasPerhapsSentIsSentAgainTwiceAtMost() {
    AttemptOutcome first = after(Delivery.Result.UNKNOWN, 1, Tries.NONE);
    assertThat(first.kind()).isEqualTo(AttemptOutcome.Kind.RESEND);
    assertThat(first.delay()).isEqualTo(Duration.ofMinutes(5));
    AttemptOutcome second = after(Delivery.Result.UNKNOWN, 9, new Tries(ago("PT5M"), 0, 1));
    assertThat(second.delay()).isEqualTo(Duration.ofMinutes(15));
    assertThat(after(Delivery.Result.UNKNOWN, 10, new Tries(ago("PT5M"), 0, 2)).kind())
        .isEqualTo(AttemptOutcome.Kind.UNKNOWN);
    OutcomePolicy held =
        new OutcomePolicy(
            new RetrySchedule(List.of(Duration.ZERO), List.of(), List.of(), Duration.ofDays(5)),
            false,
            null,
            () -> 0.5);
    assertThat(held.of(mail(Tries.NONE), 1, delivery(Delivery.Result.UNKNOWN, Phase.DOT)).kind())
        .isEqualTo(AttemptOutcome.Kind.UNKNOWN);
    assertThat(held.of(mail(Tries.NONE), 1, delivery(Delivery.Result.DECLINED, Phase.DOT)).kind())
        .isEqualTo(AttemptOutcome.Kind.DEAD);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, PT0S, PT3S", "CONNECT, PT10M, PT2M30S", "CONNECT, P2D, PT15M",
    "MAIL, PT0S, PT30S", "RCPT, PT10M, PT2M30S", "DOT, P2D, PT15M",
  })
  void aServerThatIsAwayIsTriedLessOftenTheLongerItIs(Phase phase, Duration age, Duration wait) {
    Tries tries = new Tries(age.isZero() ? null : NOW.minus(age), 0, 0);
    AttemptOutcome next = POLICY.of(mail(tries), 1, delivery(Delivery.Result.AWAY, phase));
    assertThat(next.kind()).isEqualTo(AttemptOutcome.Kind.AWAY);
    assertThat(next.delay()).isEqualTo(wait);
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, DEAD, given up after 5 days: said",
    "AWAY, DEAD, given up after 5 days: said",
    "DECLINED, DEAD, given up after 5 days: said",
    "UNKNOWN, UNKNOWN, said",
    "POSTPONED, POSTPONED, said", // it was not tried
    "SENT, SENT, said",
  })
  void afterFiveDaysItIsGivenUp(Delivery.Result result, AttemptOutcome.Kind kind, String reply) {
    AttemptOutcome end = after(result, 100, new Tries(ago("PT120H1S"), 0, 0));
    assertThat(end.kind()).isEqualTo(kind);
    assertThat(end.reply()).isEqualTo(reply);
    assertThat(after(Delivery.Result.FAILED, 100, new Tries(ago("PT119H"), 0, 0)).kind())
        .isEqualTo(AttemptOutcome.Kind.RETRY);
  }

  private static Instant ago(String duration) {
    return NOW.minus(Duration.parse(duration));
  }

  private static AttemptOutcome after(Delivery.Result result, int attempt, Tries tries) {
    return POLICY.of(mail(tries), attempt, delivery(result, Phase.DOT));
  }

  private static Delivery delivery(Delivery.Result result, Phase phase) {
    return new Delivery(result, phase, "said");
  }

  private static Outgoing mail(@Nullable Tries tries) {
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
        NOW,
        mail.tags(),
        tries,
        null);
  }
}
