package dev.carillon.bench.chaos.witness;

/**
 * What the harness did, from when to when, in milliseconds of its clock.
 *
 * @param node to whom; empty if it concerned all
 */
public record Span(Kind kind, String node, long from, long to) {

  /** What it did. */
  public enum Kind {
    /** SIGKILL. */
    KILLED,
    /** SIGTERM: it had time to end in order. */
    RETIRED,
    /** SIGSTOP until SIGCONT. */
    STOPPED,
    /** Cut off from PostgreSQL, or from everything, both ways, without a word. */
    CUT,
    /** Cut off from another process of its cluster, both ways, without a word. */
    PARTED,
    /** PostgreSQL was down. */
    POSTGRES_AWAY,
    /** PostgreSQL took no writes. */
    READ_ONLY,
    /** PostgreSQL's clock, or that of a process, was off. */
    CLOCK_MOVED,
    /** PostgreSQL's file system had no room. */
    DISK_FULL,
    /** One of the SMTP servers was away. */
    SERVER_AWAY,
    /** No process ran. */
    NO_NODE,
    /** What the settings call quiet hours. */
    QUIET_HOURS
  }

  /** Whether it concerned a process. */
  public boolean concerns(String who) {
    return node.isEmpty() || node.equals(who);
  }

  /** How long it and a time had in common; zero at least. */
  public long common(long begin, long end) {
    return Math.max(0, Math.min(to, end) - Math.max(from, begin));
  }

  /** Whether it and a time touch. */
  public boolean touches(long begin, long end) {
    return from <= end && to >= begin;
  }

  @Override
  public String toString() {
    return "%d to %d ms: %s %s".formatted(from, to, kind, node);
  }
}
