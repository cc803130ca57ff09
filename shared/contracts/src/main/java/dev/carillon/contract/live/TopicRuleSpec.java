package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the topics of a pattern.
 *
 * @param durable whether messages are stored before they are answered and can be resumed; false if
 *     absent
 * @param history how much is kept of a durable topic
 * @param presence whether it is told who is there; false if absent
 * @param subscribe who may listen, of {@code reader}, {@code writer} and {@code admin}; nobody if
 *     absent
 * @param publish who may speak; nobody if absent
 * @param policy what becomes of a subscriber that is too slow; {@code disconnect} if absent
 * @param size the longest {@code data}, in bytes of JSON, 2 to 65,536; 65,536 if absent
 * @param rate messages that a topic takes per second and process, 1 to 1,000,000; no bound if
 *     absent
 * @param batch how long the first of several messages may wait for the next, to 50 ms; not at all
 *     if absent
 */
public record TopicRuleSpec(
    @Nullable Boolean durable,
    @Nullable TopicHistory history,
    @Nullable Boolean presence,
    @Nullable List<String> subscribe,
    @Nullable List<String> publish,
    @Nullable SlowPolicy policy,
    @Nullable Integer size,
    @Nullable Integer rate,
    @Nullable Duration batch) {
  /** The longest {@code data} of a message, in bytes of JSON. */
  public static final int MAX_SIZE = 64 << 10;

  private static final int MAX_RATE = 1_000_000;
  private static final Duration LONGEST_BATCH = Duration.ofMillis(50);
  private static final Set<String> ROLES = Set.of("reader", "writer", "admin");

  public TopicRuleSpec {
    subscribe = subscribe == null ? null : List.copyOf(subscribe);
    publish = publish == null ? null : List.copyOf(publish);
    Checks.start()
        .that(areRoles(subscribe), "/subscribe", "must be of reader, writer and admin, each once")
        .that(areRoles(publish), "/publish", "must be of reader, writer and admin, each once")
        .that(
            history == null || Boolean.TRUE.equals(durable),
            "/history",
            "can only be used with durable")
        .between("/size", size, 2, MAX_SIZE, "must be 2 to " + MAX_SIZE)
        .between("/rate", rate, 1, MAX_RATE, "must be 1 to " + MAX_RATE)
        .that(
            batch == null || batch.compareTo(LONGEST_BATCH) <= 0, "/batch", "must be at most 50 ms")
        .verify();
  }

  private static boolean areRoles(@Nullable List<String> names) {
    return names == null || (ROLES.containsAll(names) && Set.copyOf(names).size() == names.size());
  }
}
