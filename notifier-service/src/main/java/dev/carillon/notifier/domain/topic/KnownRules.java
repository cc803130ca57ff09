package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.topic.access.TopicRules;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The rules as this process last saw them: no publish reads them. Who changes them here looks at
 * once; other processes look twice a second, and when they hear of it. Thread-safe.
 */
public final class KnownRules {
  private final RuleStore store;
  private volatile Seen seen = new Seen(0, TopicRules.NONE, null);

  private record Seen(long version, TopicRules rules, @Nullable TopicRuleSet set) {}

  /** Nothing is known before the first {@link #look}. */
  public KnownRules(RuleStore store) {
    this.store = store;
  }

  /** The rules. */
  public TopicRules rules() {
    return seen.rules();
  }

  /** Looks whether there are others. */
  public Future<Long> look() {
    return store
        .all(seen.version())
        .map(
            now -> {
              if (now.rules() != null && now.version() >= seen.version()) {
                seen = new Seen(now.version(), new TopicRules(now.rules()), now);
              }
              return seen.version();
            });
  }

  /** For one who knows those of a version. */
  public TopicRuleSet since(long known) {
    Seen now = seen;
    return now.version() == known || now.set() == null
        ? new TopicRuleSet(now.version(), null)
        : now.set();
  }
}
