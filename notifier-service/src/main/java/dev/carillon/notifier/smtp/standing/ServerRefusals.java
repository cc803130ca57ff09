package dev.carillon.notifier.smtp.standing;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server that refuses everything from one that refuses some mail: many refusals in a row
 * that are not because of a recipient, to several recipients and of several senders, so that one
 * content that a relay dislikes does not stop everybody. One context only.
 */
public final class ServerRefusals {
  private static final int IN_A_ROW = 10;
  private static final int RECIPIENTS = 5;
  private static final int SENDERS = 2;

  /** Those of a longer row need not be told apart any more. */
  private static final int KEPT = 1_000;

  private final Set<String> recipients = new HashSet<>();
  private final Set<String> senders = new HashSet<>();
  private int inARow;

  /** Nothing was refused. */
  public ServerRefusals() {}

  /** A mail was accepted. */
  public void accepted() {
    recipients.clear();
    senders.clear();
    inARow = 0;
  }

  /**
   * A mail was refused.
   *
   * @return why the server is to be paused, for people; null if it is not
   */
  public @Nullable String refused(String recipient, @Nullable String sender, String reply) {
    inARow++;
    if (recipients.size() < KEPT) {
      recipients.add(recipient);
    }
    if (senders.size() < KEPT) {
      senders.add(sender == null ? "" : sender);
    }
    if (inARow < IN_A_ROW || recipients.size() < RECIPIENTS || senders.size() < SENDERS) {
      return null;
    }
    String why =
        "%d mails in a row were refused, of %d senders to %d recipients; the last one: %s"
            .formatted(inARow, senders.size(), recipients.size(), reply);
    accepted(); // the next row begins with the first probe
    return why;
  }
}
