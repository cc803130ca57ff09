package dev.carillon.notifier.domain.topic.pending;

import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.notifier.domain.topic.KnownRules;
import dev.carillon.notifier.domain.topic.Stored;
import dev.carillon.notifier.domain.topic.bounds.TopicLimits;
import dev.carillon.notifier.domain.topic.pending.PendingStore.Fate;
import dev.carillon.notifier.domain.topic.pending.PendingStore.Numbered;
import dev.carillon.notifier.domain.topic.pending.PendingStore.Pending;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages that wait their numbers, and tells them. A topic whose rate is used up waits with
 * all that is its own, and holds up no other; so does one that may not come to be.
 */
public final class PendingNumbering {
  private static final Logger LOG = LoggerFactory.getLogger(PendingNumbering.class);
  private static final int AT_ONCE = 500;

  private final KnownRules rules;
  private final PendingStore store;
  private final TopicLimits limits;
  private final Consumer<TopicMessages> told;
  private final Set<String> held = new HashSet<>();
  private final Map<String, String> unknown = new HashMap<>();
  private final Set<String> complained = new HashSet<>();
  private final Map<Long, String> ruleless = new HashMap<>();
  private Set<Long> doubted = Set.of();
  private boolean waiting;

  /**
   * Over a store.
   *
   * @param told gets what has a number now
   */
  public PendingNumbering(
      KnownRules rules, PendingStore store, TopicLimits limits, Consumer<TopicMessages> told) {
    this.rules = rules;
    this.store = store;
    this.limits = limits;
    this.told = told;
  }

  /** Does one pass; true when there is more to do at once. */
  public Future<Boolean> step() {
    unknown.clear();
    ruleless.clear();
    waiting &= !held.isEmpty();
    return store
        .number(held, AT_ONCE, this::fate)
        .onSuccess(this::tell)
        .compose(
            numbered ->
                lookAgain()
                    .compose(again -> admitUnknown().map(made -> made || again))
                    .map(more -> more || numbered.looked() == AT_ONCE))
        .onComplete(
            more -> {
              if (more.failed() || !more.result()) {
                held.clear(); // until after the rest
              }
            });
  }

  /** Whether there are messages that wait for the rate of their topic: nobody will tell of them. */
  public boolean isWaiting() {
    return waiting;
  }

  private Fate fate(Pending one) {
    String topic = one.publish().topic();
    TopicRule rule = rules.rules().find(topic);
    if (rule == null || !rule.durable() || ruleless.containsValue(topic)) {
      return withoutRule(one, topic);
    }
    if (held.contains(topic)) {
      return Fate.LEAVE;
    }
    if (!limits.isKnown(topic)) {
      unknown.put(topic, one.owner());
      held.add(topic);
      return Fate.LEAVE;
    }
    if (!limits.mayTake(rule, topic)) {
      held.add(topic);
      waiting = true;
      return Fate.LEAVE;
    }
    return Fate.STORE;
  }

  /**
   * Whoever wrote it has seen a rule in the database, which this process may not have heard of yet.
   * What has none either when the rules were looked at after the message was, is let go.
   */
  private Fate withoutRule(Pending one, String topic) {
    if (doubted.contains(one.n())) {
      LOG.warn("A message to {} is let go: the topic is not durable any more", topic);
      return Fate.DROP;
    }
    ruleless.put(one.n(), topic);
    return Fate.LEAVE;
  }

  private Future<Boolean> lookAgain() {
    if (ruleless.isEmpty()) {
      doubted = Set.of();
      return Future.succeededFuture(false);
    }
    Set<Long> seen = Set.copyOf(ruleless.keySet());
    return rules
        .look()
        .map(
            version -> {
              doubted = seen;
              return true;
            });
  }

  /** Whether one of them is there now. */
  private Future<Boolean> admitUnknown() {
    Future<Boolean> made = Future.succeededFuture(false);
    for (Map.Entry<String, String> one : Map.copyOf(unknown).entrySet()) {
      made = made.compose(some -> admit(one.getKey(), one.getValue()).map(is -> is || some));
    }
    return made;
  }

  private Future<Boolean> admit(String topic, String owner) {
    return limits
        .admit(topic, owner)
        .map(
            there -> {
              held.remove(topic);
              return true;
            })
        .otherwise(
            e -> {
              complain(topic, e);
              return false;
            });
  }

  /** Once for each topic, or nearly. */
  private void complain(String topic, Throwable why) {
    if (complained.size() >= AT_ONCE) {
      complained.clear();
    }
    if (complained.add(topic)) {
      LOG.warn("Messages to {} wait: {}", topic, why.toString());
    }
  }

  /** The messages of a topic together. */
  private void tell(Numbered numbered) {
    Map<String, List<Stored>> topics = new LinkedHashMap<>();
    for (int i = 0; i < numbered.stored().size(); i++) {
      topics
          .computeIfAbsent(numbered.publishes().get(i).topic(), t -> new ArrayList<>())
          .add(numbered.stored().get(i));
    }
    topics.forEach(
        (topic, all) -> {
          List<TopicMessage> fresh = all.stream().flatMap(one -> one.fresh().stream()).toList();
          if (!fresh.isEmpty()) {
            told.accept(new TopicMessages(topic, all.get(0).answer().epoch(), fresh));
          }
        });
  }
}
