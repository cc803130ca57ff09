package dev.carillon.notifier.domain.delivery;

import java.util.List;

/**
 * Mails that a worker has taken under one lease.
 *
 * @param leaseId the fence: every completion names it
 * @param worker who took them
 * @param lane 0 high, 1 normal, 2 low priority
 * @param attempt which try this is, from 1
 */
public record Batch(long leaseId, long worker, int lane, int attempt, List<Outgoing> mails) {
  public Batch {
    mails = List.copyOf(mails);
  }
}
