package dev.carillon.bench.mail.queue;

import dev.carillon.bench.mail.round.Latencies;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The product's store, which also says when a mail's result is committed, and times claims. */
final class SettledStore implements QueueStore {
  private final QueueStore store;
  private final Map<UUID, Promise<Void>> waiting = new ConcurrentHashMap<>();
  private final Latencies claims = new Latencies();
  private volatile Consumer<List<MailChange>> onPromoted = changes -> {};
  private Promise<Void> enough = Promise.promise();
  private int missing;

  SettledStore(QueueStore store) {
    this.store = store;
  }

  Future<Void> after(UUID mail) {
    return waiting.computeIfAbsent(mail, id -> Promise.promise()).future();
  }

  /** How long they took. */
  Latencies claims() {
    return claims;
  }

  void onPromoted(Consumer<List<MailChange>> action) {
    onPromoted = action;
  }

  synchronized Future<Void> afterAnother(int mails) {
    enough = Promise.promise();
    missing = mails;
    return enough.future();
  }

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    return store.settle(results).onSuccess(ours -> committed(results));
  }

  private void committed(List<LeaseOutcome> results) {
    for (LeaseOutcome result : results) {
      Promise<Void> one = waiting.remove(result.outcome().mailId());
      if (one != null) {
        one.complete();
      }
    }
    synchronized (this) {
      missing -= results.size();
      if (missing <= 0) {
        enough.tryComplete();
      }
    }
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    long began = System.nanoTime();
    return store.claim(worker, room).onComplete(r -> claims.record(System.nanoTime() - began));
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return store.takePasses(requests);
  }

  @Override
  public Future<Duration> untilDue() {
    return store.untilDue();
  }

  @Override
  public Future<List<MailChange>> release() {
    return store.release();
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    return store.begin(mails);
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker) {
    return store.heartbeat(leases, worker);
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return store.rescue(ownWorkers, ownLeases, gone, overdue, rules);
  }

  @Override
  public Future<List<MailChange>> promote() {
    return store.promote().onSuccess(changes -> onPromoted.accept(changes));
  }
}
