package dev.carillon.notifier.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A store that fails, is slow or has given the lease away. */
final class FaultyStore implements QueueStore {
  final Map<UUID, AttemptOutcome.Kind> stored = new HashMap<>();
  final List<Integer> commits = new ArrayList<>();
  final List<PassRequest> asked = new ArrayList<>();
  Promise<List<SendDecision>> passes = Promise.promise();
  boolean broken;
  boolean isSlow;
  UUID refused;
  boolean stale;
  boolean lost;
  Promise<Set<Long>> slow;

  /** What a claim gives, and what is written down as begun. */
  final Deque<List<Batch>> claims = new ArrayDeque<>();

  final List<Map<Long, List<UUID>>> begun = new ArrayList<>();
  Promise<Set<Long>> noted;
  int promised;

  /** What a rescue sees, and what it was told to take. */
  Set<Long> expired = Set.of();

  Set<Long> unheard = Set.of();
  Set<Long> overdue = Set.of();

  /** Workers whose sessions have ended. */
  Set<Long> ended = Set.of();

  /** What the last rescue was told to be gone for long. */
  Set<Long> gone = Set.of();

  boolean rescues = true;
  Duration untilDue = Duration.ZERO;

  /** How often leases were beaten, workers looked for that are gone, and mail that is due. */
  int beats;

  int looks;
  int promotions;
  Throwable absence = new IllegalStateException("on purpose");

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    commits.add(results.size());
    if (broken || results.stream().anyMatch(r -> r.outcome().mailId().equals(refused))) {
      return Future.failedFuture(absence);
    }
    if (stale) {
      return Future.succeededFuture(Set.of());
    }
    for (LeaseOutcome result : results) {
      stored.put(result.outcome().mailId(), result.outcome().kind());
    }
    if (isSlow) {
      return Promise.<Set<Long>>promise().future();
    }
    return slow == null ? Future.succeededFuture(Set.of(1L)) : slow.future();
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    promised = room.begin();
    List<Batch> next = claims.poll();
    return Future.succeededFuture(next == null ? List.of() : next);
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    asked.addAll(requests);
    return passes.future();
  }

  @Override
  public Future<Duration> untilDue() {
    return Future.succeededFuture(untilDue);
  }

  @Override
  public Future<List<MailChange>> release() {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    begun.add(mails);
    return noted == null ? Future.succeededFuture(mails.keySet()) : noted.future();
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, Long worker) {
    beats++;
    return Future.succeededFuture(lost ? Set.of() : leases);
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    looks++;
    this.gone = gone;
    this.overdue = overdue;
    return rescues
        ? Future.succeededFuture(new Rescued(List.of(), ended, expired, unheard))
        : Future.failedFuture("on purpose");
  }

  @Override
  public Future<List<MailChange>> promote() {
    promotions++;
    return Future.succeededFuture(List.of());
  }
}
