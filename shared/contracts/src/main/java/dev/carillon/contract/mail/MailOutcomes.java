package dev.carillon.contract.mail;

import java.util.List;

/**
 * What became of a mail to many.
 *
 * @param accepted how many mails there are now
 * @param failed for how many recipients there is none
 * @param items one outcome for each recipient, in the order of the request
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record MailOutcomes(int accepted, int failed, List<MailOutcome> items, boolean replayed) {
  public MailOutcomes {
    items = List.copyOf(items);
  }
}
