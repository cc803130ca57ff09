package dev.carillon.contract.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of mails.
 *
 * @param next the cursor of the next page, null at the end
 */
public record MailPage(List<Mail> items, @Nullable String next) {
  public MailPage {
    items = List.copyOf(items);
  }
}
