package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.contract.throttles.Throttle;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A worker that claims, asks for passes and sends, and throttles to try it on. */
abstract class ThrottledMail extends QueueTables {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /** A mail that was claimed, and whether it went. */
  record Judged(Outgoing mail, SendDecision decision) {}

  /** Takes what is ready, and sends what may go, as the worker does. */
  static Map<SendDecision.Kind, List<Judged>> claimed() {
    List<Judged> all = new ArrayList<>();
    for (Batch batch : stores.queue().claim(1001, room(100)).await()) {
      List<SendDecision> passes = stores.queue().takePasses(requests(batch)).await();
      for (Outgoing mail : batch.mails()) {
        boolean asks = mail.decision().kind() == SendDecision.Kind.ASK;
        SendDecision decision = asks ? passes.get(asking(batch).indexOf(mail)) : mail.decision();
        all.add(new Judged(mail, decision));
        if (decision.kind() == SendDecision.Kind.SEND) {
          settle(batch, settlement(mail.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "250"));
        }
      }
    }
    return all.stream().collect(Collectors.groupingBy(m -> m.decision().kind()));
  }

  static List<SendDecision.Kind> kinds(Batch batch) {
    return stores.queue().takePasses(requests(batch)).await().stream()
        .map(SendDecision::kind)
        .toList();
  }

  static List<PassRequest> requests(Batch batch) {
    return asking(batch).stream()
        .map(m -> new PassRequest(batch.leaseId(), m.id(), m.recipient(), m.tags().template()))
        .toList();
  }

  private static List<Outgoing> asking(Batch batch) {
    return batch.mails().stream()
        .filter(m -> m.decision().kind() == SendDecision.Kind.ASK)
        .toList();
  }

  static int release() {
    return stores.queue().release().await().size();
  }

  static void throttle(String name, String template, boolean perRecipient, int limit) {
    stores
        .throttles()
        .putThrottle(new Throttle(name, template, perRecipient, limit, MINUTE))
        .await();
  }

  static UUID store(NewMail mail) {
    stores.inserts().enqueue(List.of(mail)).await();
    return mail.id();
  }

  static NewMail to(String recipient, MailTags label) {
    return mail(recipient, label, MailSchedule.NOW);
  }

  static MailTags label(String template, boolean critical) {
    return new MailTags(template, null, critical, null, false);
  }
}
