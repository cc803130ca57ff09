package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.topic.access.TokenPattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a token may be at most, for whoever signs one and whoever reads one. */
public final class TokenBounds {
  /** The longest that a token may live, whatever is set: what is revoked is known for so long. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** The shortest: a browser needs some of it to connect. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  /** Patterns to listen to, and as many to speak on. */
  public static final int MOST_PATTERNS = 20;

  /** Characters of all patterns: a token must fit into a header of 8 KiB beside the others. */
  public static final int MOST_CHARACTERS = 2_000;

  /** Characters of a whole token; what the other bounds allow stays below. */
  public static final int TOKEN = 4_096;

  /** The algorithm of every token, RFC 8037. */
  public static final String ALGORITHM = "EdDSA";

  /** Who signs them. */
  public static final String ISSUER = "carillon";

  /** For whom they are signed. */
  public static final String AUDIENCE = "carillon-live";

  private TokenBounds() {}

  /** Collects what is wrong with the patterns of a token among other mistakes. */
  public static Checks check(
      Checks checks, @Nullable List<String> subscribe, @Nullable List<String> publish) {
    check(checks, "/subscribe", subscribe);
    check(checks, "/publish", publish);
    int characters = length(subscribe) + length(publish);
    return checks.that(
        characters <= MOST_CHARACTERS,
        "/subscribe",
        "has, with publish, patterns of more than " + MOST_CHARACTERS + " characters");
  }

  private static void check(Checks checks, String pointer, @Nullable List<String> patterns) {
    if (patterns == null) {
      return;
    }
    checks.items(
        pointer, patterns, 0, MOST_PATTERNS, "must have at most " + MOST_PATTERNS + " patterns");
    for (int i = 0; i < Math.min(patterns.size(), MOST_PATTERNS); i++) {
      try {
        TokenPattern.parse(patterns.get(i));
      } catch (Failure refused) {
        checks.that(false, pointer + "/" + i, TokenPattern.RULE);
      }
    }
  }

  private static int length(@Nullable List<String> patterns) {
    return patterns == null
        ? 0
        : patterns.stream().mapToInt(text -> text == null ? 0 : text.length()).sum();
  }
}
