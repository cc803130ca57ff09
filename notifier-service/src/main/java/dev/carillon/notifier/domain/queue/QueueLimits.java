package dev.carillon.notifier.domain.queue;

import java.time.Duration;

/** The numbers on which the worker, the statements and the simulation of the queue must agree. */
public final class QueueLimits {
  /** So many mails are claimed as one row. */
  public static final int CHUNK = 32;

  /** A lease lives this long without a heartbeat. */
  public static final Duration LEASE_LIFE = Duration.ofSeconds(10);

  /** A heartbeat renews what has less than this left: not each of them writes. */
  public static final Duration RENEW_BELOW = Duration.ofSeconds(7);

  /** After a restart of the server the living have taken their leases over by then. */
  public static final Duration SETTLED_DOWN = Duration.ofSeconds(2);

  /** So long after a start of the server no lease has expired: its holders could not renew it. */
  public static final Duration GRACE_AFTER_START = Duration.ofSeconds(15);

  private QueueLimits() {}
}
