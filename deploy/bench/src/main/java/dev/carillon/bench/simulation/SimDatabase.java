package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.Rescued;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements, each at one moment. The statements themselves are tested on PostgreSQL, and
 * compared with these by {@link TwinDatabase}; this is what they promise.
 */
class SimDatabase extends SimTables {
  private final SimKeys keys = new SimKeys(this);
  private final SimLeases work = new SimLeases(this);
  private final SimRescue rescues = new SimRescue(this);

  SimDatabase(World world, Mutation mutation) {
    super(world, mutation);
  }

  /** The mail's id, or that of an earlier one with the same key. */
  UUID accept(SimMail mail, long delay, @Nullable Long worker) {
    moved = true;
    if (mail.key != null) {
      UUID earlier = keys.holder(mail.key);
      if (earlier != null && mutation() != Mutation.NO_CONFLICT) {
        return earlier;
      }
      keys.keep(mail.key, mail.id);
    }
    return store(mail, delay, worker);
  }

  private UUID store(SimMail mail, long delay, @Nullable Long worker) {
    mails.put(mail.id, mail);
    if (delay > 0) {
      deferred.put(mail.id, new Deferred(clock() + delay, 1, 's'));
    } else if (worker != null && !allPaused) {
      take(worker, new Chunk(mail.traits.lane(), 1, List.of(mail.id), false), 1);
    } else {
      addReady(mail.id, 1, false);
    }
    return mail.id;
  }

  /** In the place of the one that waits in the window, if one does, or with what it says. */
  UUID acceptInWindow(SimMail mail, Window window) {
    moved = true;
    mails.put(mail.id, mail);
    long delay = windows().accept(mail, mail.wanted(0, window)).toMillis();
    return store(mail, delay, null);
  }

  /** Whether it waited, and does so until then. One that was tried before is not scheduled. */
  boolean reschedule(UUID id, long delay) {
    moved = true;
    int attempt = takeWaiting(id);
    if (attempt > 0) {
      throttle.giveBack(List.of(id));
      deferred.put(id, new Deferred(clock() + delay, attempt, attempt == 1 ? 's' : 'r'));
    }
    return attempt > 0;
  }

  /** Whether it was given up, and is tried again. */
  boolean retry(UUID id) {
    moved = true;
    SimMail mail = mail(id);
    boolean givenUp =
        mail.outcome == AttemptOutcome.Kind.DEAD || mail.outcome == AttemptOutcome.Kind.UNKNOWN;
    if (!givenUp || keys.isAnothers(id)) {
      return false;
    }
    keys.takeBack(id);
    mail.outcome = null;
    addReady(id, mail.lastAttempt + 1, false);
    return true;
  }

  /** Whether it waited, and does no more. */
  boolean cancel(UUID id) {
    moved = true;
    int attempt = takeWaiting(id);
    if (attempt > 0) {
      mail(id).lastAttempt = attempt;
      settle(mail(id), notSent(mail(id), AttemptOutcome.Kind.CANCELLED));
      throttle.giveBack(List.of(id));
    }
    return attempt > 0;
  }

  List<Long> claim(long worker, int mails, int begin) {
    return work.claim(worker, mails, begin);
  }

  Set<Long> begin(Map<Long, List<UUID>> begin) {
    return work.begin(begin);
  }

  Set<Long> settle(List<LeaseOutcome> results) {
    return work.settle(results);
  }

  Set<Long> heartbeat(Set<Long> ids, @Nullable Long worker) {
    return work.heartbeat(ids, worker);
  }

  Rescued rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return rescues.rescue(ownWorkers, ownLeases, gone, overdue, rules);
  }

  List<SendDecision> takePasses(List<PassRequest> requests) {
    return throttle.take(requests);
  }

  List<UUID> release() {
    return throttle.release();
  }

  List<UUID> promote() {
    List<UUID> due =
        deferred.entrySet().stream()
            .filter(e -> e.getValue().runAt() <= clock())
            .map(Map.Entry::getKey)
            .toList();
    due.forEach(id -> addReady(id, Objects.requireNonNull(deferred.remove(id)).attempt(), false));
    return due;
  }

  Due dueTicks() {
    return ticks.due(clock());
  }
}
