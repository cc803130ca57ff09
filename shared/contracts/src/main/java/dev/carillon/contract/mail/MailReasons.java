package dev.carillon.contract.mail;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Why mail was given up: groups of one reason, the largest first, at most 50.
 *
 * @param counted how many mails were looked at: the oldest 10,000
 * @param more whether there are others, which are in no count
 */
public record MailReasons(List<Group> items, int counted, boolean more) {
  public MailReasons {
    items = List.copyOf(items);
  }

  /**
   * Mails of one reason.
   *
   * @param reason the last reply without what tells one mail from another; its codes are kept
   * @param oldest when the first of them was given up
   * @param newest when the last of them was
   * @param example the last of them
   */
  public record Group(String reason, int count, Instant oldest, Instant newest, UUID example) {}
}
