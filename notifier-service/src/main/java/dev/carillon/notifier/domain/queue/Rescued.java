package dev.carillon.notifier.domain.queue;

import dev.carillon.contract.mail.MailChange;
import java.util.List;
import java.util.Set;

/**
 * What a rescue came to.
 *
 * @param changes the new states of mails
 * @param gone the workers of leases whose session had ended then, but for those of the caller; who
 *     asks decides from when on that means that they are dead
 * @param expired the leases that had expired then, but for those that the caller works on; who asks
 *     decides from when on they are overdue
 * @param unheard leases of the caller's workers that it does not work on: their claims are under
 *     way, or have lost their answers; who asks decides which
 * @param begun how many of the mails had begun: perhaps they were sent
 */
public record Rescued(
    List<MailChange> changes, Set<Long> gone, Set<Long> expired, Set<Long> unheard, int begun) {
  /** Nothing. */
  public static final Rescued NOTHING = new Rescued(List.of(), Set.of(), Set.of());

  /** Where no claim loses its answer. */
  public Rescued(List<MailChange> changes, Set<Long> gone, Set<Long> expired) {
    this(changes, gone, expired, Set.of());
  }

  /** Where nobody asks which of them had begun. */
  public Rescued(List<MailChange> changes, Set<Long> gone, Set<Long> expired, Set<Long> unheard) {
    this(changes, gone, expired, unheard, 0);
  }

  public Rescued {
    changes = List.copyOf(changes);
    gone = Set.copyOf(gone);
    expired = Set.copyOf(expired);
    unheard = Set.copyOf(unheard);
  }
}
