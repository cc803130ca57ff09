package dev.carillon.contract.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some mails that are kept of a person, as many as are not too much at once; perhaps none, though
 * there is a next page.
 *
 * @param next the cursor of the next page, null at the end
 */
public record KeptPage(List<KeptMail> items, @Nullable String next) {
  public KeptPage {
    items = List.copyOf(items);
  }
}
