package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.Rescued;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of the mail of workers that are dead. */
final class SimRescue {
  private final SimTables tables;

  SimRescue(SimTables tables) {
    this.tables = tables;
  }

  Rescued rescue(
      Set<Long> ownWorkers, Set<Long> ownLeases, Set<Long> gone, Set<Long> due, CrashRules rules) {
    List<MailChange> changes = new ArrayList<>();
    Set<Long> over = new LinkedHashSet<>();
    Set<Long> expired = new LinkedHashSet<>();
    Set<Long> unheard = new LinkedHashSet<>();
    for (Map.Entry<Long, SimTables.Lease> entry : List.copyOf(tables.leases.entrySet())) {
      long id = entry.getKey();
      SimTables.Lease lease = entry.getValue();
      if (ownLeases.contains(id)) {
        continue;
      }
      boolean isOwn = ownWorkers.contains(lease.worker);
      boolean isOver = !isOwn && isOver(lease);
      if (isOwn) {
        unheard.add(id);
      } else if (lease.until < tables.clock()) {
        expired.add(id);
      }
      if (isOver) {
        over.add(lease.worker);
      }
      if ((isOver && isDead(id, lease, gone))
          || (isOwn ? due.contains(id) : mayBeRescued(lease, due.contains(id)))) {
        changes.addAll(rescue(id, lease, isOwn, rules));
      }
    }
    return new Rescued(changes, over, expired, unheard);
  }

  private List<MailChange> rescue(long id, SimTables.Lease lease, boolean isOwn, CrashRules rules) {
    tables.leases.remove(id);
    return lease.ids.stream()
        .map(tables::mail)
        .filter(mail -> mail.outcome == null && !tables.deferred.containsKey(mail.id))
        .map(mail -> rescue(mail, lease, !isOwn && lease.begun.contains(mail.id), rules))
        .toList();
  }

  private MailChange rescue(SimMail mail, SimTables.Lease lease, boolean begun, CrashRules rules) {
    int rescues = mail.tries().rescues() + (begun ? 1 : 0);
    if (begun && rescues >= rules.most()) {
      mail.note(AttemptOutcome.Kind.DEAD, "", lease.takenAt);
      tables.settle(mail, AttemptOutcome.Kind.DEAD);
      return new MailChange(mail.id, MailState.DEAD);
    }
    if (begun) {
      mail.perhapsSent = true;
      mail.note(AttemptOutcome.Kind.UNKNOWN, "", lease.takenAt);
    }
    tables.addReady(mail.id, lease.attempt + (begun ? 1 : 0), rescues >= rules.alone());
    return new MailChange(mail.id, MailState.READY);
  }

  /** Whoever was away for long has an excuse. */
  private boolean isDead(long id, SimTables.Lease lease, Set<Long> gone) {
    if (tables.isLongOver(lease.worker)) {
      tables.copies.strike(id, Excuse.AWAY_TOO_LONG);
    }
    return gone.contains(lease.worker) || tables.mutation() == Mutation.GONE_AT_ONCE;
  }

  /** Its worker's session has ended, or ended with the server. */
  private boolean isOver(SimTables.Lease lease) {
    return lease.serverStart != tables.startedAt() || !tables.locks.containsKey(lease.worker);
  }

  private boolean mayBeRescued(SimTables.Lease lease, boolean isDue) {
    boolean expired =
        lease.until < tables.clock() && (isDue || tables.mutation() == Mutation.CLOCK_TRUSTED);
    return expired || tables.mutation() == Mutation.RESCUE_TOO_EARLY;
  }
}
