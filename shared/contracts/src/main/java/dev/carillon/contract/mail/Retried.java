package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How many mails will be sent again.
 *
 * @param more whether there are more of them, or may be
 * @param next of those of one reason, the cursor of the next piece; else null, and not told
 */
public record Retried(
    int count, boolean more, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
  /** Without pieces. */
  public Retried(int count, boolean more) {
    this(count, more, null);
  }
}
