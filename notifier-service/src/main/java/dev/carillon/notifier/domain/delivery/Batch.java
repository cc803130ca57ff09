package dev.carillon.notifier.domain.delivery;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mails that a worker has taken under one lease.
 *
 * @param leaseId the fence: every completion names it
 * @param worker who took them
 * @param lane 0 high, 1 normal, 2 low priority
 * @param attempt which try this is, from 1
 * @param begun those that the tables take for begun already: no others may be sent before that is
 *     written down; null for all
 */
public record Batch(
    long leaseId,
    long worker,
    int lane,
    int attempt,
    List<Outgoing> mails,
    @Nullable Set<UUID> begun) {
  public Batch {
    mails = List.copyOf(mails);
    begun = begun == null ? null : Set.copyOf(begun);
  }

  /** All of them are taken for begun. */
  public Batch(long leaseId, long worker, int lane, int attempt, List<Outgoing> mails) {
    this(leaseId, worker, lane, attempt, mails, null);
  }

  /** Whether a mail may be sent without being written down first. */
  public boolean isBegun(UUID mailId) {
    return begun == null || begun.contains(mailId);
  }
}
