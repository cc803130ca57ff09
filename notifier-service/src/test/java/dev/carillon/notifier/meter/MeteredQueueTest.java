package dev.carillon.notifier.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import dev.carillon.testkit.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is counted of the queue's commits, and of what servers say. */
class MeteredQueueTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Tables tables = new Tables();
  private final QueueStore queue = new MailMeters(registry).watch(tables);
  private final Batch ours = new Batch(1, 7, 1, 1, List.of());
  private final Batch lost = new Batch(2, 7, 1, 1, List.of());

  @Test
  void anOutcomeIsCountedWhenItIsCommittedByTemplateAndServer() {
    settle(
        outcome(ours, AttemptOutcome.Kind.SENT, "welcome", "7|mail.example:25|m1"),
        outcome(ours, AttemptOutcome.Kind.SENT, "welcome", "7|mail.example:25|m1"),
        outcome(ours, AttemptOutcome.Kind.SUPPRESSED, null, "7"));
    assertThat(count("carillon.mail.outcomes", "outcome", "sent", "template", "welcome"))
        .isEqualTo(2);
    assertThat(count("carillon.mail.outcomes", "outcome", "suppressed", "template", "none"))
        .isEqualTo(1);
    assertThat(count("carillon.smtp.outcomes", "outcome", "sent", "server", "mail.example:25"))
        .isEqualTo(2);
    assertThat(registry.find("carillon.smtp.outcomes").tag("outcome", "suppressed").counter())
        .isNull();
  }

  /** Who looks now and then sees growth only in what was there before, and at zero. */
  @Test
  void whatAlertsLookAtIsThereBeforeTheFirstMailOfATemplate() {
    for (AttemptOutcome.Kind kind : AttemptOutcome.Kind.values()) {
      assertThat(count("carillon.mail.results", "outcome", kind.lower())).isZero();
    }
    settle(
        outcome(ours, AttemptOutcome.Kind.UNKNOWN, "invoice", null),
        outcome(ours, AttemptOutcome.Kind.UNKNOWN, "welcome", null));
    assertThat(registry.get("carillon.mail.results").tag("outcome", "unknown").counters())
        .singleElement()
        .satisfies(all -> assertThat(all.count()).isEqualTo(2));
  }

  @Test
  void aMailThatDiesIsALineOfTheLogWithoutWhatTheServerSaid() {
    AttemptOutcome dead =
        new AttemptOutcome(
            UUID.randomUUID(),
            AttemptOutcome.Kind.DEAD,
            Duration.ZERO,
            Phase.RCPT,
            "550 5.1.1 <ada@example.org>: nobody",
            "invoice");
    UUID crashed = UUID.randomUUID();
    tables.rescued =
        new Rescued(
            List.of(new MailChange(crashed, MailState.DEAD)), Set.of(), Set.of(), Set.of(), 1);
    try (LogLines log = LogLines.of(MeteredQueue.class)) {
      settle(new LeaseOutcome(ours, dead, "7|mail.example:25|m1"));
      queue.rescue(Set.of(), Set.of(), Set.of(), Set.of(), CrashRules.DEFAULT);
      assertThat(log.all())
          .contains(
              ("WARN Mail %s is dead after attempt 1 (template invoice, server mail.example:25,"
                      + " in rcpt, reply 550 5.1.1); it stays so until somebody tries it again")
                  .formatted(dead.mailId()),
              "WARN Mail %s is dead: too many processes have died with it".formatted(crashed));
    }
  }

  @Test
  void whatTheFenceRefusesIsNoOutcomeAndItsLeaseIsLostOnce() {
    settle(
        outcome(lost, AttemptOutcome.Kind.SENT, null, null),
        outcome(lost, AttemptOutcome.Kind.SENT, null, null));
    settle(outcome(lost, AttemptOutcome.Kind.DEAD, null, null));
    assertThat(count("carillon.mail.outcomes", "outcome", "sent", "template", "none")).isZero();
    assertThat(count("carillon.mail.stale.outcomes", "outcome", "sent")).isEqualTo(2);
    assertThat(count("carillon.mail.stale.outcomes", "outcome", "dead")).isEqualTo(1);
    assertThat(count("carillon.mail.leases.lost")).isEqualTo(1);
  }

  @Test
  void aCommitThatFailsCountsNothing() {
    tables.answer = Future.failedFuture("on purpose");
    settle(outcome(ours, AttemptOutcome.Kind.SENT, null, null));
    assertThat(count("carillon.mail.outcomes", "outcome", "sent", "template", "none")).isZero();
    assertThat(count("carillon.mail.leases.lost")).isZero();
  }

  @Test
  void whatARescueTakesBackIsCountedByWhetherItHadBegun() {
    tables.rescued =
        new Rescued(
            List.of(
                new MailChange(UUID.randomUUID(), MailState.READY),
                new MailChange(UUID.randomUUID(), MailState.UNKNOWN),
                new MailChange(UUID.randomUUID(), MailState.DEAD)),
            Set.of(),
            Set.of(),
            Set.of(),
            2);
    queue.rescue(Set.of(), Set.of(), Set.of(), Set.of(), CrashRules.DEFAULT);
    assertThat(count("carillon.mail.rescued", "begun", "yes")).isEqualTo(2);
    assertThat(count("carillon.mail.rescued", "begun", "no")).isEqualTo(1);
    assertThat(count("carillon.mail.rescued.settled", "state", "unknown")).isEqualTo(1);
    assertThat(count("carillon.mail.rescued.settled", "state", "dead")).isEqualTo(1);
  }

  @Test
  void repliesAreCountedByTheirClass() {
    replies("250 2.0.0 queued", Delivery.Result.SENT);
    replies("451 later", Delivery.Result.FAILED);
    replies("550 5.1.1 unknown", Delivery.Result.REFUSED);
    replies("Connection refused", Delivery.Result.AWAY);
    replies("every server is busy or away", Delivery.Result.POSTPONED); // none was asked
    meteredMailer(new Delivery(Delivery.Result.REFUSED, Phase.CONNECT, "not sent: ..."), null);
    for (String kind : List.of("2xx", "4xx", "5xx", "none")) {
      assertThat(count("carillon.smtp.replies", "class", kind, "server", "mail.example:25"))
          .as(kind)
          .isEqualTo(1);
    }
    assertThat(registry.get("carillon.smtp.replies").counters()).hasSize(4);
  }

  private void replies(String reply, Delivery.Result result) {
    meteredMailer(new Delivery(result, Phase.DOT, reply), "mail.example:25");
  }

  /** A mail of which this became, through a server or through none. */
  private void meteredMailer(Delivery delivery, String server) {
    Mailer says =
        new Mailer() {
          @Override
          public Future<Delivery> send(Outgoing mail, WireState wireState) {
            if (server != null) {
              wireState.through(server);
            }
            return Future.succeededFuture(delivery);
          }

          @Override
          public int room() {
            return 1;
          }

          @Override
          public int width() {
            return 1;
          }

          @Override
          public Future<Void> close() {
            return Future.succeededFuture();
          }
        };
    new MeteredMailer(says, List.of("mail.example:25"), registry)
        .send(TestMails.outgoing(), new WireState());
  }

  private void settle(LeaseOutcome... outcomes) {
    queue.settle(List.of(outcomes));
  }

  private static LeaseOutcome outcome(
      Batch batch, AttemptOutcome.Kind kind, String template, String trace) {
    return new LeaseOutcome(
        batch,
        new AttemptOutcome(
            UUID.randomUUID(), kind, Duration.ZERO, Phase.DOT, "550 5.1.1 no", template),
        trace);
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  /** The lease 1 is there, no other. */
  private static final class Tables implements QueueStore {
    private Future<Set<Long>> answer = Future.succeededFuture(Set.of(1L));
    private Rescued rescued = Rescued.NOTHING;

    @Override
    public Future<Set<Long>> settle(List<LeaseOutcome> results) {
      return answer;
    }

    @Override
    public Future<Rescued> rescue(
        Set<Long> ownWorkers,
        Set<Long> ownLeases,
        Set<Long> gone,
        Set<Long> overdue,
        CrashRules rules) {
      return Future.succeededFuture(rescued);
    }

    @Override
    public Future<List<Batch>> claim(long worker, Room room) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
      return Future.succeededFuture(Set.of());
    }

    @Override
    public Future<Set<Long>> heartbeat(Set<Long> leases, Long worker) {
      return Future.succeededFuture(leases);
    }

    @Override
    public Future<List<MailChange>> promote() {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Duration> untilDue() {
      return Future.succeededFuture(Duration.ZERO);
    }

    @Override
    public Future<List<MailChange>> release() {
      return Future.succeededFuture(List.of());
    }
  }
}
