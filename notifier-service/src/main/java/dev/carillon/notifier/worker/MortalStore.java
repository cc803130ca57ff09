package dev.carillon.notifier.worker;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue as one worker sees it. Once that is dead, nothing of what it says arrives, and nothing
 * is answered. One context only.
 */
final class MortalStore implements QueueStore {
  private final QueueStore queue;
  private @Nullable Runnable onSettle;
  private boolean dead;

  MortalStore(QueueStore queue) {
    this.queue = queue;
  }

  /** Calls it when outcomes are about to be stored, which then do not arrive. */
  void beforeSettling(@Nullable Runnable action) {
    onSettle = action;
  }

  void die() {
    dead = true;
  }

  private <T> Future<T> alive(Supplier<Future<T>> call) {
    return dead ? Promise.<T>promise().future() : call.get();
  }

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    Runnable action = onSettle;
    if (action != null) {
      onSettle = null;
      action.run();
    }
    return alive(() -> queue.settle(results));
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    return alive(() -> queue.claim(worker, room));
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return alive(() -> queue.takePasses(requests));
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    return alive(() -> queue.begin(mails));
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker) {
    return alive(() -> queue.heartbeat(leases, worker));
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return alive(() -> queue.rescue(ownWorkers, ownLeases, gone, overdue, rules));
  }

  @Override
  public Future<List<MailChange>> promote() {
    return alive(queue::promote);
  }

  @Override
  public Future<Duration> untilDue() {
    return alive(queue::untilDue);
  }

  @Override
  public Future<List<MailChange>> release() {
    return alive(queue::release);
  }
}
