package dev.carillon.notifier.domain.queue;

import java.time.Duration;

/** The numbers on which the worker, the statements and the simulation of the queue must agree. */
public final class QueueLimits {
  /** A row of the queue holds at most this many mails. */
  public static final int CHUNK = 32;

  /** Mails that come after so many bytes begin another row. */
  public static final int CHUNK_BYTES = 4 << 20;

  /** A lease of mail that begins at once has about so many mails, whole rows of the queue. */
  public static final int LEASE = 128;

  /** A lease lives this long without a heartbeat. */
  public static final Duration LEASE_LIFE = Duration.ofSeconds(10);

  /** A heartbeat renews what has less than this left: not each of them writes. */
  public static final Duration RENEW_BELOW = Duration.ofSeconds(7);

  /** The end of a lease's life, in which no mail is begun. */
  public static final Duration LAST_THIRD = LEASE_LIFE.dividedBy(3);

  /**
   * A lease that has expired though its worker's session lives is rescued after this time on the
   * rescuer's own clock: three lives after its last heartbeat. The database's clock may be moved.
   */
  public static final Duration PATIENCE = LEASE_LIFE.multipliedBy(2);

  /**
   * A lease of this process that it has not heard of for so long after it was seen in the tables is
   * one whose claim lost its answer: came that now, nothing of it could be begun.
   */
  public static final Duration UNHEARD = LEASE_LIFE.minus(LAST_THIRD);

  /**
   * A worker that is alive has taken its leases over to a new session by then, on the rescuer's own
   * clock, since the rescuer first saw the old one's end.
   */
  public static final Duration SETTLED_DOWN = Duration.ofSeconds(2);

  private QueueLimits() {}
}
