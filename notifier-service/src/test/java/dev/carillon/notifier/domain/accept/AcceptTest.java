package dev.carillon.notifier.domain.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.Done;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.request.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AcceptTest {
  private static final IdempotencyKey KEY = new IdempotencyKey("me", "accept", "k", new Done());

  @Test
  void whatWaitsForNothingGoesDirectly() {
    assertThat(MailAcceptance.decide(mail(MailSchedule.NOW), null))
        .isInstanceOf(Accept.Direct.class);
  }

  @Test
  void aTimeADelayOrADedupKeyMeanTheQueue() {
    for (MailSchedule schedule :
        new MailSchedule[] {
          schedule(Instant.EPOCH, null, null),
          schedule(null, Duration.ofSeconds(1), null),
          schedule(null, null, "dedup")
        }) {
      assertThat(MailAcceptance.decide(mail(schedule), null)).isInstanceOf(Accept.Queued.class);
    }
  }

  @Test
  void aKeyChangesNothingOfWhereAMailGoes() {
    NewMail mail = mail(MailSchedule.NOW);
    assertThat(MailAcceptance.decide(mail, KEY)).isEqualTo(new Accept.Direct(mail, KEY));
  }

  @Test
  void aWindowComesFirstWithAndWithoutAKey() {
    MailSchedule schedule =
        new MailSchedule(
            null,
            null,
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(1)));
    assertThat(MailAcceptance.decide(mail(schedule), null)).isInstanceOf(Accept.Windowed.class);
    NewMail mail = mail(schedule);
    assertThat(MailAcceptance.decide(mail, KEY)).isEqualTo(new Accept.Windowed(mail, KEY));
  }

  private static MailSchedule schedule(Instant sendAt, Duration delay, String dedupKey) {
    return new MailSchedule(sendAt, delay, false, null, Priority.NORMAL, dedupKey, null);
  }

  private static NewMail mail(MailSchedule schedule) {
    return new NewMail(
        new UUID(0, 1),
        "a@b.c",
        null,
        null,
        "S",
        Content.text("text"),
        "<1@test>",
        MailTags.NONE,
        schedule,
        null);
  }
}
