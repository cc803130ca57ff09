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
import java.util.UUID;

/** What becomes of the mail of workers that are dead. */
final class SimRescue {
  private final SimTables tables;

  SimRescue(SimTables tables) {
    this.tables = tables;
  }

  Rescued rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    List<MailChange> changes = new ArrayList<>();
    Set<Long> over = new LinkedHashSet<>();
    Set<Long> expired = new LinkedHashSet<>();
    for (Map.Entry<Long, SimTables.Lease> entry : List.copyOf(tables.leases.entrySet())) {
      SimTables.Lease lease = entry.getValue();
      if (ownLeases.contains(entry.getKey())) {
        continue;
      }
      if (lease.until < tables.clock()) {
        expired.add(entry.getKey());
      }
      boolean isOver = isOver(lease, ownWorkers);
      if (isOver) {
        over.add(lease.worker);
      }
      if ((isOver && gone.contains(lease.worker))
          || mayBeRescued(lease, overdue.contains(entry.getKey()), ownWorkers)) {
        tables.leases.remove(entry.getKey());
        for (UUID id : lease.ids) {
          if (tables.mail(id).outcome == null && !tables.deferred.containsKey(id)) {
            changes.add(rescue(tables.mail(id), lease, rules));
          }
        }
      }
    }
    return new Rescued(changes, over, expired);
  }

  private MailChange rescue(SimMail mail, SimTables.Lease lease, CrashRules rules) {
    boolean begun = lease.begun.contains(mail.id);
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

  /** Its worker's session has ended, or ended with the server. */
  private boolean isOver(SimTables.Lease lease, Set<Long> ownWorkers) {
    boolean ofNow = lease.serverStart == tables.startedAt();
    return !ownWorkers.contains(lease.worker)
        && (!ofNow || !tables.locks.containsKey(lease.worker));
  }

  private boolean mayBeRescued(SimTables.Lease lease, boolean isOverdue, Set<Long> ownWorkers) {
    boolean expired =
        lease.until < tables.clock() && (isOverdue || tables.mutation() == Mutation.CLOCK_TRUSTED);
    boolean tooEarly =
        !ownWorkers.contains(lease.worker) && tables.mutation() == Mutation.RESCUE_TOO_EARLY;
    return expired || tooEarly;
  }
}
