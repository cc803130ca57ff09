package dev.carillon.contract.suppressions;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Lists addresses that get no mail.
 *
 * @param address only this one; null for all
 */
public record ListSuppressions(@Nullable String address, PageRequest page) {
  public ListSuppressions {
    Checks.start()
        .that(
            address == null || Checks.isEmail(address),
            "address",
            "is not one plain e-mail address")
        .that(
            page.cursor() == null || isCursor(page.cursor()), "cursor", PageRequest.FOREIGN_CURSOR)
        .verify();
  }

  /** The last address of a page and, after a space, its topic, if it is about one. */
  private static boolean isCursor(String text) {
    int space = text.indexOf(' ');
    return space > 0
        && Checks.isEmail(text.substring(0, space))
        && (space == text.length() - 1 || Suppress.isTopic(text.substring(space + 1)));
  }
}
