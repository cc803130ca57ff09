package dev.carillon.notifier.store.pg.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that the service itself has paused: who sees it, who tries it, what ends it. */
class ServerPauseIT extends QueueTables {
  private final ServerPermits permits = stores.serverPermits();

  @Test
  void allProcessesSeeThePauseWithItsReasonAndOneOfThemTriesEachMinute() {
    stores.throttles().putServer(new SmtpServerRule("s", false, 5, Duration.ofSeconds(1))).await();
    permits.pause("s", "10 mails in a row").await();
    assertThat(only())
        .isEqualTo(new SmtpServerRule("s", true, 5, Duration.ofSeconds(1), "10 mails in a row"));
    assertThat(permits.probe("s").await()).isFalse(); // it has just been tried
    asOwner("update smtp_server set probe_at = probe_at - interval '1 min'");
    assertThat(permits.probe("s").await()).isTrue();
    assertThat(permits.probe("s").await()).isFalse(); // another process
    permits.resume("s").await();
    assertThat(only()).isEqualTo(new SmtpServerRule("s", false, 5, Duration.ofSeconds(1)));
    assertThat(permits.probe("s").await()).isFalse();
  }

  @Test
  void whatAPersonHasDecidedStays() {
    SmtpServerRule byHand = new SmtpServerRule("s", true, null, null);
    stores.throttles().putServer(byHand).await();
    permits.pause("s", "10 mails in a row").await();
    assertThat(only()).isEqualTo(byHand);
    permits.resume("s").await();
    assertThat(only()).isEqualTo(byHand);
    stores.throttles().putServer(new SmtpServerRule("s", false, null, null)).await();
    permits.pause("s", "10 mails in a row").await();
    stores.throttles().putServer(byHand).await(); // a pause with a reason becomes theirs
    assertThat(only()).isEqualTo(byHand);
  }

  /** Of the database's host, or as a standby has it that takes over. */
  @Test
  void aClockThatIsSetBackEndsNoMail() {
    stores.throttles().putServer(new SmtpServerRule("s", false, 50, Duration.ofSeconds(1))).await();
    asOwner("update smtp_server set taken = clock_timestamp() + interval '10 min'");
    assertThat(permits.take("s", 1).await().again()).isLessThan(Duration.ofSeconds(1));
    asOwner("update smtp_server set taken = taken - interval '1 s'");
    assertThat(permits.take("s", 1).await().granted()).isOne();
    permits.pause("s", "10 mails in a row").await();
    asOwner("update smtp_server set probe_at = probe_at + interval '10 min'");
    assertThat(permits.probe("s").await()).isTrue();
    assertThat(permits.probe("s").await()).isFalse();
  }

  private static SmtpServerRule only() {
    assertThat(stores.throttles().servers().await()).hasSize(1);
    return stores.throttles().servers().await().get(0);
  }
}
