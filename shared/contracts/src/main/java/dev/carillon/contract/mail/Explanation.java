package dev.carillon.contract.mail;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a mail if it were accepted now. Nothing is stored for it.
 *
 * @param subject as it would go out, with {@code text} and {@code html}
 * @param state where it would stand
 * @param earliest when it would go out at the earliest
 * @param rules what applies to it, in sentences
 * @param duplicateOf the mail that has its {@code dedupKey}: this one would not be accepted
 * @param replaces the mail that waits under its {@code debounceKey}: it would be merged into this
 */
public record Explanation(
    MailedTo to,
    String subject,
    String text,
    @Nullable String html,
    MailState state,
    Instant earliest,
    List<String> rules,
    @Nullable UUID duplicateOf,
    @Nullable UUID replaces) {
  public Explanation {
    rules = List.copyOf(rules);
  }
}
