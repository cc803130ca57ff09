package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.Span;
import java.util.List;

/**
 * Whether whoever sent a mail may not have known that it was taken. That is so where the server did
 * not say so, or not in time, and where the harness struck the sender, or PostgreSQL, between the
 * final dot and the commit of the result. What the product itself wrote down is no excuse.
 */
final class Excuses {
  /** A mail whose dot the server reads may have been written so long before. */
  private static final long ON_THE_WAY = 1_000;

  /** A result is committed so long after the server's reply. */
  private static final long COMMIT = 2_500;

  /** After PostgreSQL is back, or a process goes on, results are stored by then. */
  private static final long RECOVERY = 3_000;

  /** Who is cut off begins nothing more when its leases have run out. */
  private static final long LEASE = 10_000;

  /** Who ends in order waits for verdicts so long from then on; then they count as unknown. */
  private static final long PATIENCE = 9_500;

  private final Evidence evidence;
  private final List<Span> spans;
  private final Heartbeat heartbeat;
  private final long verdictMillis;

  Excuses(Evidence evidence) {
    this.evidence = evidence;
    this.spans = evidence.spans();
    this.heartbeat = evidence.heartbeat();
    this.verdictMillis = evidence.verdictMillis();
  }

  boolean has(Fate fate) {
    if (fate.saidAt() < 0 || fate.saidAt() - fate.dotAt() > verdictMillis - ON_THE_WAY) {
      return true;
    }
    long end = fate.saidAt() + COMMIT + RECOVERY;
    long stalls =
        heartbeat.lost(fate.dotAt() - ON_THE_WAY, end)
            + (long) (COMMIT * (heartbeat.slowness(fate.dotAt(), end) - 1));
    return spans.stream()
        .filter(span -> span.concerns(fate.node()))
        .anyMatch(span -> struck(span, fate, stalls));
  }

  /**
   * Whether nobody can know of a recipient's mail whether it arrived, as often as the product tries
   * then before it leaves the mail to people.
   */
  boolean mayBeUnknown(String recipient) {
    return evidence.fates().unanswered(recipient) >= evidence.unknownTries();
  }

  private static boolean struck(Span span, Fate fate, long stalls) {
    long begin = fate.dotAt() - ON_THE_WAY - stalls;
    long end = fate.saidAt() + COMMIT + stalls;
    return switch (span.kind()) {
      case KILLED -> span.touches(begin, end);
      case STOPPED, POSTGRES_AWAY, READ_ONLY, DISK_FULL ->
          new Span(span.kind(), span.node(), span.from(), span.to() + RECOVERY).touches(begin, end);
      case CUT ->
          new Span(span.kind(), span.node(), span.from(), Math.min(span.to(), span.from() + LEASE))
              .touches(begin, end);
      case RETIRED -> fate.saidAt() > span.from() + PATIENCE;
      case PARTED, SERVER_AWAY, NO_NODE, CLOCK_MOVED, QUIET_HOURS -> false;
    };
  }
}
