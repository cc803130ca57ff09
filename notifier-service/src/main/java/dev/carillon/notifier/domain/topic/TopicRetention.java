package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.notifier.domain.topic.MessageStore.Cut;
import dev.carillon.notifier.domain.topic.MessageStore.Kept;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Lets go what the rules do not keep, in pieces: a bounded number of topics, and of each a bounded
 * number of messages, at a time. Of a topic that has no durable rule any more nothing is kept.
 */
public final class TopicRetention {
  private static final int AT_ONCE = 50;

  /**
   * A topic that has no message left keeps its number so long, so that a late client hears a gap.
   */
  private static final Duration UNUSED = Duration.ofDays(30);

  private final KnownRules rules;
  private final MessageStore store;
  private String after = "";

  /** Over a store. */
  public TopicRetention(KnownRules rules, MessageStore store) {
    this.rules = rules;
    this.store = store;
  }

  /** Does one piece; true when there is more to do at once. */
  public Future<Boolean> step() {
    return store
        .kept(after, AT_ONCE)
        .compose(
            kept -> {
              List<Cut> cuts = kept.stream().map(this::cut).filter(Objects::nonNull).toList();
              List<Long> empty = kept.stream().filter(this::isEmpty).map(Kept::id).toList();
              return store
                  .trim(cuts)
                  .compose(gone -> store.forget(empty, UNUSED).map(gone > 0))
                  .onSuccess(more -> goOn(kept, more))
                  .map(more -> more || kept.size() == AT_ONCE);
            });
  }

  /** The same topics again while there was something to let go. */
  private void goOn(List<Kept> kept, boolean more) {
    if (!more) {
      after = kept.size() == AT_ONCE ? kept.get(kept.size() - 1).name() : "";
    }
  }

  private boolean isEmpty(Kept kept) {
    return kept.oldest() > kept.seq();
  }

  private @org.jspecify.annotations.Nullable Cut cut(Kept kept) {
    if (isEmpty(kept)) {
      return null;
    }
    TopicRule rule = rules.rules().find(kept.name());
    TopicHistory history = rule == null || !rule.durable() ? null : rule.history();
    if (history == null) {
      return new Cut(kept.id(), kept.seq(), 0);
    }
    long upTo = kept.seq() - Objects.requireNonNull(history.count());
    long age = Objects.requireNonNull(history.age()).toMillis();
    return kept.oldest() <= upTo || kept.ageMillis() > age ? new Cut(kept.id(), upTo, age) : null;
  }
}
