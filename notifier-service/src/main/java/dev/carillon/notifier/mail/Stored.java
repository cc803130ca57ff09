package dev.carillon.notifier.mail;

import dev.carillon.contract.mail.Accepted;
import java.util.List;

/**
 * Mails that were stored.
 *
 * @param accepted one answer for each, in their order
 * @param leased those that a worker has already, because it had asked for them
 */
public record Stored(List<Accepted> accepted, List<Batch> leased) {
  /** Copies. */
  public Stored {
    accepted = List.copyOf(accepted);
    leased = List.copyOf(leased);
  }

  /** Those that wait in the queue, all of them. */
  public static Stored waiting(List<Accepted> accepted) {
    return new Stored(accepted, List.of());
  }
}
