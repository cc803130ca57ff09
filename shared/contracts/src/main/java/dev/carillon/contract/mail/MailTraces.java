package dev.carillon.contract.mail;

import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.List;

/** What is kept of addresses beside mail: what they do not want, and what is gathered for them. */
public record MailTraces(List<Suppression> suppressions, List<Window> windows) {
  public MailTraces {
    suppressions = List.copyOf(suppressions);
    windows = List.copyOf(windows);
  }

  /**
   * A window in which mails become one.
   *
   * @param mode {@code debounce}, or that of the digest
   * @param key that of the sender
   * @param mails how many are in it
   * @param items what they bring into a digest
   */
  public record Window(
      String mode, String key, String address, int mails, Instant since, Doc items) {}
}
