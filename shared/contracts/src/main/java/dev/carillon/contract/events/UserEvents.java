package dev.carillon.contract.events;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.mail.UserEventBatch;
import java.time.Duration;
import java.util.regex.Pattern;

/** How the durable consumers of user events are asked that are no part of the product. */
public final class UserEvents {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private UserEvents() {}

  /**
   * Whether a consumer may be called so: a letter, then letters, digits and hyphens, at most 40.
   */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Takes events of many users for good: answers after the commit, with an outcome for each. One
   * that comes behind an event of its user that may come again has not been taken either. A second
   * copy changes nothing. UNAVAILABLE and other retryable codes bring an event again; the others
   * park it.
   *
   * @param consumer whose contract it is
   * @throws IllegalArgumentException if that is no name
   */
  public static Contract<UserEventBatch, EventOutcomes> to(String consumer) {
    if (!isName(consumer)) {
      throw new IllegalArgumentException("Not the name of a consumer: " + consumer);
    }
    return contract(
        "users.events-to." + consumer + ".v1", UserEventBatch.class, EventOutcomes.class, LIMIT);
  }
}
