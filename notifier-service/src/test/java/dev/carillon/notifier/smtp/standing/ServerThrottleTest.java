package dev.carillon.notifier.smtp.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.testkit.LogLines;
import dev.carillon.testkit.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log says of a server that gets no mail. */
class ServerThrottleTest {
  private final List<String> shut = new ArrayList<>();
  private final ServerThrottle throttle =
      new ServerThrottle(
          "mail.example:25", ServerPermits.UNLIMITED, new ManualTimers(), new Waiting());

  /** Nothing waits. */
  private final class Waiting implements ServerThrottle.Line {
    @Override
    public int waiting() {
      return 0;
    }

    @Override
    public void opened() {}

    @Override
    public void shut(String why) {
      shut.add(why);
    }
  }

  @Test
  void aPauseOfItsOwnIsALineOfTheLogWithoutWhatTheServerSaid() {
    String reply = "554 5.7.1 <ada@example.org>: relay access denied";
    try (LogLines log = LogLines.of(ServerThrottle.class)) {
      throttle.pause("10 mails in a row were refused; the last one: " + reply, reply);
      assertThat(log.all())
          .containsExactly(
              "WARN mail.example:25 is paused, but for a mail a minute to try it: it refuses one"
                  + " after the other, the last one with 554 5.7.1; its rule (GET /v1/servers) has"
                  + " the words");
    }
    assertThat(throttle.isShut()).isTrue();
    assertThat(shut).singleElement().asString().endsWith(reply);
  }

  @Test
  void aPauseBySomebodyIsALineOfTheLogOnce() {
    try (LogLines log = LogLines.of(ServerThrottle.class)) {
      throttle.rule(new SmtpServerRule("mail.example:25", true, null, null));
      throttle.rule(new SmtpServerRule("mail.example:25", true, null, null));
      assertThat(log.all())
          .containsExactly(
              "WARN mail.example:25 is paused by somebody, until somebody ends that:"
                  + " it gets no mail");
    }
  }
}
