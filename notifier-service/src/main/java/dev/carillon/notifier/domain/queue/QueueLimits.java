package dev.carillon.notifier.domain.queue;

import java.time.Duration;

/** The numbers on which the worker, the statements and the simulation of the queue must agree. */
public final class QueueLimits {
  /** A row of the queue holds at most this many mails. */
  public static final int CHUNK = 32;

  /** Mails that come after so many bytes begin another row. */
  public static final int CHUNK_BYTES = 4 << 20;

  /** A lease lives this long without a heartbeat. */
  public static final Duration LEASE_LIFE = Duration.ofSeconds(10);

  /** A heartbeat renews what has less than this left: not each of them writes. */
  public static final Duration RENEW_BELOW = Duration.ofSeconds(7);

  /** After a restart of the server living workers have taken over their leases by then. */
  public static final Duration SETTLED_DOWN = Duration.ofSeconds(2);

  /** No lease expires for this long after a start of the server: it could not be renewed before. */
  public static final Duration GRACE_AFTER_START = Duration.ofSeconds(15);

  private QueueLimits() {}
}
