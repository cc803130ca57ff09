package dev.carillon.contract.throttles;

import dev.carillon.failure.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has decided about an SMTP server, for all processes together.
 *
 * @param name {@code host:port}
 * @param paused whether nothing is sent through it; no if absent
 * @param limit at most so many mails in each {@code per}, and what a tenth of a second (or the
 *     distance of two mails) leaves over; null for no limit
 * @param per from a tenth of a second to a day; goes with {@code limit}
 * @param reason why the service itself has paused it; nobody else can say one
 */
public record SmtpServerRule(
    String name,
    @Nullable Boolean paused,
    @Nullable Integer limit,
    @Nullable Duration per,
    @Nullable String reason) {
  private static final int MAX_LIMIT = 1_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /** What a person decides. */
  public SmtpServerRule(
      String name, @Nullable Boolean paused, @Nullable Integer limit, @Nullable Duration per) {
    this(name, paused, limit, per, null);
  }

  public SmtpServerRule {
    paused = paused != null && paused;
    Checks.start()
        .line("name", name, 1, 200)
        .between("/limit", limit, 1, MAX_LIMIT, "must be between 1 and 1000000")
        .that((limit == null) == (per == null), "/per", "must be given together with limit")
        .that(
            per == null || (per.compareTo(SHORTEST) >= 0 && per.compareTo(Duration.ofDays(1)) <= 0),
            "/per",
            "must be between a tenth of a second and a day")
        .that(
            limit == null || per == null || (long) limit * 10 <= per.toMillis() * 1_000,
            "/limit",
            "must not be above 100 for each millisecond")
        .verify();
  }
}
