package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Attempt;
import dev.carillon.bench.chaos.traffic.Wanted;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import dev.carillon.bench.chaos.witness.ClockSteps;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * A first attempt comes within five seconds of the time when it is due, not counting time in which
 * no process, or no PostgreSQL, was there, and in which mail was in the hands of one that stood
 * still or was cut off: its leases must run out first. What nobody took before PostgreSQL's clock
 * was set back, and a lease of before, waits until the clock is there again. What the machine did
 * not let the harness run is added twice, and where many want each processor the bound is doubled
 * at most: what is later than that on a machine that is busier still is not said to be in time, but
 * to be not judged.
 */
final class Lateness {
  private static final long BOUND = 5_000;
  private static final long EARLY = 100;

  /** Sessions, and leases of before, come back after PostgreSQL. */
  private static final long RECOVERY = 3_000;

  private final Evidence evidence;
  private final List<Span> absences;
  private final ClockSteps clock;
  private final List<Long> waits = new ArrayList<>();
  private int unjudged;

  Lateness(Evidence evidence) {
    this.evidence = evidence;
    this.clock = evidence.history().clock();
    this.absences =
        evidence.spans().stream()
            .filter(
                span ->
                    switch (span.kind()) {
                      case POSTGRES_AWAY, READ_ONLY, DISK_FULL, STOPPED, CUT, NO_NODE -> true;
                      case KILLED, RETIRED, PARTED, SERVER_AWAY, CLOCK_MOVED, QUIET_HOURS -> false;
                    })
            .map(s -> new Span(s.kind(), s.node(), s.from(), s.to() + RECOVERY))
            .toList();
  }

  void judge(Findings findings) {
    for (Wanted wanted : evidence.promises().all()) {
      List<Attempt> attempts = evidence.fates().attempts(wanted.recipient());
      if (wanted.promise() == Promise.SENT && wanted.told() >= 0 && !attempts.isEmpty()) {
        judge(wanted, attempts.get(0).at(), findings);
      }
    }
  }

  /** When it is due is for PostgreSQL's clock to say, which the harness has moved. */
  private void judge(Wanted wanted, long first, Findings findings) {
    long notBefore = clock.earliest(wanted.asked(), wanted.told(), wanted.delay());
    long due = clock.latest(wanted.asked(), wanted.told(), wanted.delay());
    findings.addIf(
        wanted.delay() > 0 && first < notBefore - EARLY,
        Broken.EARLY,
        "%s was tried %d ms before its time".formatted(wanted.recipient(), notBefore - first));
    long waited = present(due, first);
    waits.add(waited);
    boolean isLate = waited > bound(due, first, false);
    boolean isSurely = waited > bound(due, first, true);
    unjudged += isLate && !isSurely ? 1 : 0;
    findings.addIf(
        isSurely,
        Broken.LATE,
        "%s %s due at %d ms, tried at %d ms"
            .formatted(wanted.recipient(), wanted.id(), due, first));
  }

  private long bound(long due, long first, boolean surely) {
    Heartbeat heartbeat = evidence.heartbeat();
    double slow = surely ? heartbeat.load(due, first) : heartbeat.slowness(due, first);
    return (long) (BOUND * slow) + 2 * heartbeat.lost(due, first) + clock.setBack(due, first);
  }

  /** Those that were late on a machine that was too busy to say why. */
  int unjudged() {
    return unjudged;
  }

  /** How long somebody could have sent it. */
  private long present(long from, long to) {
    long present = Math.max(0, to - from);
    long covered = from;
    for (Span absence : absences) {
      long common = absence.common(Math.max(covered, from), to);
      present -= common;
      covered = Math.max(covered, Math.min(to, absence.to()));
    }
    return present;
  }

  /** The wait that a share of all did not pass, in milliseconds; -1 if there were none. */
  long percentile(double share) {
    List<Long> sorted = waits.stream().sorted().toList();
    return sorted.isEmpty()
        ? -1
        : sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share)));
  }
}
