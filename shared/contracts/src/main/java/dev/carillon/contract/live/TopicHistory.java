package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of a topic is kept: what is beyond either bound goes, within some seconds.
 *
 * @param count how many messages, 1 to 100,000; 1,000 if absent
 * @param age how old, 1 second to 30 days; an hour if absent
 */
public record TopicHistory(@Nullable Integer count, @Nullable Duration age) {
  private static final int MOST = 100_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  /** What is kept if nothing is said. */
  public static final TopicHistory USUAL = new TopicHistory(1_000, Duration.ofHours(1));

  public TopicHistory {
    Checks.start()
        .between("/count", count, 1, MOST, "must be 1 to " + MOST)
        .that(
            age == null || (age.compareTo(SHORTEST) >= 0 && age.compareTo(LONGEST) <= 0),
            "/age",
            "must be between 1 second and 30 days")
        .verify();
  }

  /** The same with both bounds. */
  public TopicHistory complete() {
    return new TopicHistory(count == null ? USUAL.count : count, age == null ? USUAL.age : age);
  }
}
