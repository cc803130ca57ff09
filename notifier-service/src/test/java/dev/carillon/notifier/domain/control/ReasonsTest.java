package dev.carillon.notifier.domain.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailReasons;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many replies are one reason where they differ in what tells one mail from another. */
class ReasonsTest {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "550 5.1.1 <ada@example.org>: Recipient address rejected | 550 5.1.1 * Recipient address rejected",
        "550-5.1.1 The account bob@example.org does not exist | 550-5.1.1 The account * does not exist",
        "554 mail from 192.0.2.7 refused, see 4XJ9k2-0001 | 554 mail from * refused, see *",
        "451 4.7.1 Greylisted, try again in 17 seconds | 451 4.7.1 Greylisted, try again in * seconds",
        "451 wait 250 seconds, said 4.7.1 | 451 wait * seconds, said 4.7.1",
        "452 4.2.2 Mailbox full 2026-11-28 12:00:01 id 9C1F | 452 4.2.2 Mailbox full * id *",
        "Connection refused | Connection refused",
        "'   ' | (no reply)",
        "550\t5.7.1   Relay denied | 550 5.7.1 Relay denied"
      })
  void codesStayAndWhatIsOfOneMailGoes(String reply, String reason) {
    assertThat(Reasons.of(reply)).isEqualTo(reason);
    assertThat(Reasons.of(reason)).as("of itself").isEqualTo(reason);
  }

  @Test
  void anyReplyHasAReasonThatIsShortEnoughToBeAskedFor() {
    assertThat(Reasons.of(null)).isEqualTo("(no reply)");
    assertThat(Reasons.of("\r\n\u0000")).isEqualTo("(no reply)");
    assertThat(Reasons.of("x ".repeat(400))).hasSizeLessThanOrEqualTo(200);
    String cut = Reasons.of("\ud83d\udd14".repeat(300));
    assertThat(cut).hasSizeBetween(199, 200);
    assertThat(Character.isHighSurrogate(cut.charAt(cut.length() - 1))).isFalse();
  }

  @Test
  void groupsAreBoundedAndTheLargestComeFirst() {
    List<GivenUp> mails = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      String word = "reason" + (char) ('A' + i % 26) + (char) ('A' + i / 26);
      for (int n = 0; n <= i; n++) {
        mails.add(mail("550 " + word + " mail" + n));
      }
    }
    List<MailReasons.Group> groups = Reasons.groups(mails);
    assertThat(groups).hasSize(50);
    assertThat(groups.get(0).count()).isEqualTo(80);
    assertThat(groups.get(0).reason()).isEqualTo("550 reasonBD *");
    assertThat(groups.get(0).oldest()).isBefore(groups.get(0).newest());
  }

  private int made;

  private GivenUp mail(String reply) {
    made++;
    return new GivenUp(new UUID(0, made), AT.plusSeconds(made), reply, AT);
  }
}
