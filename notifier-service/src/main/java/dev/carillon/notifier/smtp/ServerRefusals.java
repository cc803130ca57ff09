package dev.carillon.notifier.smtp;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server that refuses everything from one that refuses some mail: many refusals in a row
 * that are not because of a recipient, to several recipients and of several senders, so that one
 * content that a relay dislikes does not stop everybody. One context only.
 */
final class ServerRefusals {
  private static final int IN_A_ROW = 10;
  private static final int RECIPIENTS = 5;
  private static final int SENDERS = 2;

  /** Those of a longer row need not be told apart any more. */
  private static final int KEPT = 1_000;

  private final Set<String> recipients = new HashSet<>();
  private final Set<String> senders = new HashSet<>();
  private int inARow;

  /** A mail was accepted. */
  void accepted() {
    recipients.clear();
    senders.clear();
    inARow = 0;
  }

  /**
   * A mail was refused.
   *
   * @return why the server is to be paused, for people; null if it is not
   */
  @Nullable String refused(String recipient, @Nullable String sender, String reply) {
    inARow++;
    if (recipients.size() < KEPT) {
      recipients.add(recipient);
    }
    if (senders.size() < KEPT) {
      senders.add(sender == null ? "" : sender);
    }
    return inARow < IN_A_ROW || recipients.size() < RECIPIENTS || senders.size() < SENDERS
        ? null
        : "%d mails in a row were refused, of %d senders to %d recipients; the last one: %s"
            .formatted(inARow, senders.size(), recipients.size(), reply);
  }
}
