package dev.carillon.notifier.domain.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MailRulesTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void whatNothingStandsAgainstIsReady() {
    Explanation explained = rules(false, false, false, null).explain(mail(null, null));
    assertThat(explained.state()).isEqualTo(MailState.READY);
    assertThat(explained.earliest()).isEqualTo(NOW);
    assertThat(explained.rules()).isEmpty();
  }

  @Test
  void theFirstRuleInTheOrderOfTheQueueDecides() {
    MailRules all = rules(true, true, true, "few");
    assertThat(all.explain(mail(null, NOW.minusSeconds(1))).state()).isEqualTo(MailState.EXPIRED);
    assertThat(all.explain(mail(null, null)).state()).isEqualTo(MailState.SUPPRESSED);
    assertThat(all.explain(mail(null, null)).rules()).containsExactly("the address is suppressed");
    assertThat(rules(false, true, true, "few").explain(mail(null, null)).rules().get(0))
        .contains("topic news");
    MailRules paused = rules(false, false, true, "few");
    assertThat(paused.explain(mail(null, null)).state()).isEqualTo(MailState.HELD);
    assertThat(paused.explain(mail(null, null)).earliest()).isEqualTo(NOW);
  }

  @Test
  void aThrottleSaysUntilWhen() {
    Explanation explained = rules(false, false, false, "few").explain(mail(null, null));
    assertThat(explained.state()).isEqualTo(MailState.HELD);
    assertThat(explained.earliest()).isEqualTo(NOW.plusSeconds(30));
  }

  @Test
  void aDelayIsWaitedFor() {
    Explanation explained =
        rules(false, false, false, null).explain(mail(Duration.ofHours(1), null));
    assertThat(explained.state()).isEqualTo(MailState.SCHEDULED);
    assertThat(explained.earliest()).isEqualTo(NOW.plusSeconds(3_600));
  }

  private static MailRules rules(
      boolean suppressed, boolean unsubscribed, boolean paused, String throttle) {
    return new MailRules(
        NOW,
        Duration.ZERO,
        suppressed,
        unsubscribed,
        paused,
        false,
        null,
        throttle,
        throttle == null ? null : NOW.plusSeconds(30),
        null,
        null);
  }

  private static NewMail mail(Duration delay, Instant expiresAt) {
    return new NewMail(
        new UUID(0, 1),
        "a@b.c",
        null,
        null,
        "S",
        Content.text("text"),
        "<1@test>",
        new MailTags("t", "news", false, null, false),
        new MailSchedule(null, delay, false, expiresAt, Priority.NORMAL, null, null),
        null);
  }
}
