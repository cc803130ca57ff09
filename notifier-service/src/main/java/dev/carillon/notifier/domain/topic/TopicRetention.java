package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.notifier.domain.topic.MessageStore.Cut;
import dev.carillon.notifier.domain.topic.MessageStore.Kept;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Lets go what the rules do not keep, in pieces: a bounded number of topics, and of each a bounded
 * number of messages, at a time. Of a topic that has no durable rule any more nothing is kept.
 */
public final class TopicRetention {
  /** Topics that are looked at, and that something is let go of, at a time. */
  private static final int AT_ONCE = 500;

  private static final int CUTS = 50;

  /** Who lets go so many at a time may have more to let go of. */
  private static final int MANY = 500;

  /**
   * A topic that has no message left keeps its number so long, so that a late client hears a gap.
   */
  private static final Duration UNUSED = Duration.ofDays(30);

  private final KnownRules rules;
  private final MessageStore store;
  private final long mostBytes;
  private String after = "";
  private boolean much;

  /** Over a store. */
  public TopicRetention(KnownRules rules, MessageStore store, TopicBounds bounds) {
    this.rules = rules;
    this.store = store;
    this.mostBytes = bounds.historyBytes();
  }

  /**
   * Does one piece; true when there is more to do at once. The rules are looked at after the topics
   * were: of those that this process knew before, a message that another one has just let in may be
   * too many.
   */
  public Future<Boolean> step() {
    return store
        .kept(after, AT_ONCE)
        .compose(kept -> rules.look().map(kept))
        .compose(
            kept -> {
              List<Kept> over =
                  kept.stream().filter(topic -> cut(topic) != null).limit(CUTS).toList();
              List<Cut> cuts = over.stream().map(this::cut).filter(Objects::nonNull).toList();
              List<Long> empty = kept.stream().filter(this::isEmpty).map(Kept::id).toList();
              return store
                  .trim(cuts)
                  .compose(gone -> store.forget(empty, UNUSED).map(done -> goOn(kept, over, gone)));
            });
  }

  /**
   * The next topics in any case: one that is busy has something to let go each time. A round in
   * which much was let go is followed by another at once.
   */
  private boolean goOn(List<Kept> kept, List<Kept> over, int gone) {
    boolean all = over.size() < CUTS;
    List<Kept> seen = all ? kept : over;
    boolean whole = all && kept.size() < AT_ONCE;
    after = whole ? "" : seen.get(seen.size() - 1).name();
    much |= gone >= MANY;
    boolean more = much || (gone > 0 && !whole);
    much &= !whole;
    return more;
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
      return new Cut(kept.id(), kept.seq(), 0, kept.bytes());
    }
    long upTo = kept.seq() - Objects.requireNonNull(history.count());
    long age = Objects.requireNonNull(history.age()).toMillis();
    return kept.oldest() <= upTo || kept.ageMillis() > age || kept.behind() >= mostBytes
        ? new Cut(kept.id(), upTo, age, kept.bytes() - mostBytes)
        : null;
  }
}
