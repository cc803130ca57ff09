package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.notifier.domain.delivery.Batch;
import java.util.List;

/**
 * Mails that were stored.
 *
 * @param accepted one answer for each, in their order
 * @param leased those that a worker has already, because it had asked for them
 */
public record StoredMails(List<Accepted> accepted, List<Batch> leased) {
  public StoredMails {
    accepted = List.copyOf(accepted);
    leased = List.copyOf(leased);
  }

  /** Those that wait in the queue, all of them. */
  public static StoredMails waiting(List<Accepted> accepted) {
    return new StoredMails(accepted, List.of());
  }
}
