package dev.carillon.notifier.store.pg.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.notification.UndecidedException;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers take mails that are due while users acknowledge; one worker dies with what it has. Who
 * was told {@code cancelled} gets no mail, all others get one.
 */
class EscalationRaceIT extends NotificationTables {
  private static final int NOTIFICATIONS = 200;

  private final Map<UUID, Integer> sent = new ConcurrentHashMap<>();
  private final Map<UUID, MarkedNotification> answers = new ConcurrentHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void eitherInTimeOrAMail(long seed) throws Exception {
    Random random = new Random(seed);
    List<Notification> all = new ArrayList<>();
    for (int i = 0; i < NOTIFICATIONS; i++) {
      all.add(create(Mark.ACKED, NOTIFICATIONS));
    }
    Collections.shuffle(all, random);
    List<Notification> acked = all.subList(0, NOTIFICATIONS / 2);
    for (Notification one : acked.subList(0, NOTIFICATIONS / 8)) {
      answers.put(one.id(), mark(one, Mark.ACKED)); // long before
    }
    later("11 minutes");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      working.add(threads.submit(() -> work(1001, 3)));
      working.add(threads.submit(() -> work(1002, Integer.MAX_VALUE)));
      for (Notification one : acked.subList(NOTIFICATIONS / 8, acked.size())) {
        working.add(threads.submit(() -> answers.put(one.id(), acknowledge(one))));
      }
      for (Future<?> each : working) {
        each.get();
      }
    }
    rescue(Set.of(1002L), Set.of());
    Await.until(
        Duration.ofSeconds(60),
        () -> "an empty queue",
        () -> {
          work(1002, Integer.MAX_VALUE);
          return "0"
              .equals(
                  query(
                      "select (select count(*) from ready)"
                          + " + (select count(*) from deferred)"));
        });
    check(all);
  }

  /** Takes and sends until nothing is left, or dies with its last claim, of which half was sent. */
  private void work(long worker, int claims) {
    for (int claim = 1; claim <= claims; claim++) {
      promote();
      List<Batch> batches = stores.queue().claim(worker, room(16)).await();
      if (batches.isEmpty()) {
        return;
      }
      for (Batch batch : batches) {
        for (Outgoing mail : batch.mails()) {
          sent.merge(mail.id(), 1, Integer::sum);
          if (claim < claims) {
            settle(batch, mail.id(), AttemptOutcome.Kind.SENT);
          }
        }
      }
    }
  }

  private MarkedNotification acknowledge(Notification one) {
    for (int look = 0; look < 5; look++) {
      try {
        return mark(one, Mark.ACKED);
      } catch (UndecidedException again) {
        Thread.onSpinWait();
      }
    }
    return last(one, Mark.ACKED);
  }

  private void check(List<Notification> all) {
    Map<EscalationState, Integer> counts = new HashMap<>();
    for (Notification one : all) {
      MarkedNotification answer = answers.get(one.id());
      boolean inTime = answer != null && answer.mail() == EscalationState.CANCELLED;
      assertThat(sent.containsKey(mailOf(one))).as("a mail of " + answer).isEqualTo(!inTime);
      assertThat(state(mailOf(one))).isEqualTo(inTime ? MailState.CANCELLED : MailState.SENT);
      if (answer != null) {
        counts.merge(answer.mail(), 1, Integer::sum);
      }
    }
    assertThat(counts.keySet()).isSubsetOf(EscalationState.CANCELLED, EscalationState.ESCALATED);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    assertThat(answers).hasSize(NOTIFICATIONS / 2);
  }
}
