package dev.carillon.notifier.queue;

import dev.carillon.notifier.mail.Outgoing;
import java.util.List;

/**
 * Mails that a worker has taken under one lease.
 *
 * @param leaseId the fence: every completion names it
 * @param worker who took them
 * @param attempt which try this is, from 1
 */
public record Batch(long leaseId, long worker, int attempt, List<Outgoing> mails) {
  /** Copies. */
  public Batch {
    mails = List.copyOf(mails);
  }
}
