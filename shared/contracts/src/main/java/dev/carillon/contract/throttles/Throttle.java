package dev.carillon.contract.throttles;

import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * At most so many mails in any span of time; what is more waits its turn. Critical mail is exempt.
 *
 * @param template which mail it is about; null for all mail, across templates
 * @param perRecipient whether each recipient has a limit of his own; yes if absent
 * @param limit how many, to 1,000,000
 * @param within the span, from a second to 31 days
 */
public record Throttle(
    String name,
    @Nullable String template,
    @Nullable Boolean perRecipient,
    int limit,
    Duration within) {
  private static final int MAX_LIMIT = 1_000_000;
  private static final Duration MAX_SPAN = Duration.ofDays(31);

  public Throttle {
    perRecipient = perRecipient == null || perRecipient;
    Checks.start()
        .matches("name", name, TemplateName.NAME, TemplateName.RULE)
        .matchesIfPresent("/template", template, TemplateName.NAME, TemplateName.RULE)
        .between("/limit", limit, 1, MAX_LIMIT, "must be between 1 and 1000000")
        .present("/within", within)
        .that(
            within == null
                || (within.compareTo(Duration.ofSeconds(1)) >= 0
                    && within.compareTo(MAX_SPAN) <= 0),
            "/within",
            "must be between a second and 31 days")
        .verify();
  }
}
