package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What workers do with what they take: claim, begin, settle, keep. */
final class SimLeases {
  private static final long RENEW_BELOW = QueueLimits.RENEW_BELOW.toMillis();

  private final SimTables tables;
  private final SimLanes lanes;

  SimLeases(SimTables tables) {
    this.tables = tables;
    this.lanes = new SimLanes(tables.mutation());
  }

  /** Mails of one lane that were tried as often have a lease together. */
  private record Together(int lane, int attempt) {}

  /** Lease ids. The first chunk is taken whatever it has. */
  List<Long> claim(long worker, int mails, int begin) {
    List<SimTables.Chunk> taken = tables.allPaused ? List.of() : take(worker, mails);
    Map<Together, List<UUID>> leased = new LinkedHashMap<>();
    List<Long> made = new ArrayList<>();
    for (SimTables.Chunk chunk : taken) {
      List<UUID> ids = chunk.ids().stream().filter(id -> tables.mail(id).outcome == null).toList();
      if (chunk.alone() && !ids.isEmpty()) {
        made.add(tables.take(worker, chunk, 0));
      } else if (!ids.isEmpty()) {
        leased
            .computeIfAbsent(new Together(chunk.lane(), chunk.attempt()), t -> new ArrayList<>())
            .addAll(ids);
      }
    }
    leased.forEach(
        (of, ids) ->
            made.add(
                tables.take(
                    worker, new SimTables.Chunk(of.lane(), of.attempt(), ids, false), begin)));
    return made;
  }

  private List<SimTables.Chunk> take(long worker, int mails) {
    List<SimTables.Chunk> taken = new ArrayList<>();
    int claimed = 0;
    while (!tables.ready.isEmpty()) {
      SimTables.Chunk next = lanes.next(worker, tables.ready);
      claimed += next.ids().size();
      if (!taken.isEmpty() && claimed > mails) {
        break;
      }
      lanes.took(worker, next);
      tables.ready.remove(next);
      taken.add(next);
    }
    String wrong = SimLanes.wrong(taken, tables.ready);
    tables.violation = tables.violation == null ? wrong : tables.violation;
    return taken;
  }

  /** The leases that there still are. */
  Set<Long> begin(Map<Long, List<UUID>> begin) {
    Set<Long> living = new LinkedHashSet<>();
    begin.forEach(
        (id, mails) -> {
          SimTables.Lease lease = tables.leases.get(id);
          if (lease != null) {
            living.add(id);
            boolean forgotten = tables.mutation() == Mutation.BEGUN_FORGOTTEN;
            lease.begun.addAll(forgotten ? List.of() : mails);
          }
        });
    return living;
  }

  /** The leases that still were whoever's it is. */
  Set<Long> settle(List<LeaseOutcome> results) {
    boolean noFence = tables.mutation() == Mutation.NO_FENCE;
    Set<Long> living = new LinkedHashSet<>();
    List<UUID> unsaid = new ArrayList<>();
    for (LeaseOutcome result : results) {
      long id = result.batch().leaseId();
      AttemptOutcome outcome = result.outcome();
      SimTables.Lease lease = tables.leases.get(id);
      if (lease != null && lease.ids.remove(outcome.mailId())) {
        tables.copies.committed(id, outcome.mailId(), outcome.kind() == AttemptOutcome.Kind.SENT);
        put(outcome, lease.attempt, lease.takenAt);
        if (isUnsaid(outcome)) {
          unsaid.add(outcome.mailId());
        }
      } else if (noFence) {
        put(outcome, result.batch().attempt(), tables.clock());
      }
      if (lease != null || noFence) {
        living.add(id);
      }
    }
    tables.leases.values().removeIf(lease -> lease.ids.isEmpty());
    tables.throttle.giveBack(unsaid);
    return living;
  }

  /** Nothing was said of the mail, or its recipient was refused. */
  private static boolean isUnsaid(AttemptOutcome s) {
    boolean refused =
        s.kind() == AttemptOutcome.Kind.DEAD
            && (s.phase() == Phase.MAIL || s.phase() == Phase.RCPT || s.phase() == Phase.DATA);
    return s.kind() != AttemptOutcome.Kind.SENT && (s.phase() == Phase.CONNECT || refused);
  }

  private void put(AttemptOutcome s, int attempt, long began) {
    SimMail mail = tables.mail(s.mailId());
    mail.note(s.kind(), s.phase().lower(), began);
    mail.lastAttempt = attempt;
    mail.perhapsSent |= s.kind() == AttemptOutcome.Kind.RESEND;
    long again = tables.clock() + s.delay().toMillis();
    switch (s.kind()) {
      case RESEND, RETRY, DECLINED -> wait(mail, again, attempt + 1, 'r');
      case POSTPONED, AWAY -> wait(mail, again, attempt, 'r');
      case HELD -> wait(mail, again, attempt, 'h');
      case CANCELLED, EXPIRED -> tables.settle(mail, SimTables.notSent(mail, s.kind()));
      default -> tables.settle(mail, s.kind());
    }
  }

  private void wait(SimMail mail, long runAt, int attempt, char reason) {
    tables.deferred.putIfAbsent(mail.id, new SimTables.Deferred(runAt, attempt, reason));
  }

  Set<Long> heartbeat(Set<Long> ids, @Nullable Long worker) {
    Set<Long> living = new LinkedHashSet<>();
    boolean goOver =
        worker != null
            && tables.locks.containsKey(worker)
            && ids.stream().map(tables.leases::get).anyMatch(lease -> isOfBefore(lease, worker));
    for (long id : ids) {
      SimTables.Lease lease = tables.leases.get(id);
      if (lease == null) {
        continue;
      }
      living.add(id);
      if (goOver && worker != null) {
        lease.worker = worker;
        lease.serverStart = tables.startedAt();
      }
      if (goOver || lease.until < tables.clock() + RENEW_BELOW) {
        lease.until = tables.clock() + SimTables.LEASE;
      }
    }
    return living;
  }

  private boolean isOfBefore(SimTables.@Nullable Lease lease, long worker) {
    return lease != null && (lease.worker != worker || lease.serverStart != tables.startedAt());
  }
}
