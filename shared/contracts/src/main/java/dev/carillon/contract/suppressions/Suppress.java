package dev.carillon.contract.suppressions;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names an address that is to get no mail, or may get it again.
 *
 * @param address one plain address; upper and lower case are the same
 * @param topic mail of this topic only; null for all mail
 * @param reason for people, to 200 characters
 */
public record Suppress(String address, @Nullable String topic, @Nullable String reason) {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final int MAX_REASON = 200;

  public Suppress {
    checkTopic(Checks.start().email("/address", address), topic)
        .lineIfPresent("/reason", reason, 1, MAX_REASON)
        .verify();
  }

  /** Checks that a text may name a topic of mail. */
  public static Checks checkTopic(Checks checks, @Nullable String topic) {
    return checks.matchesIfPresent("/topic", topic, TOPIC, "is not a topic of mail");
  }
}
