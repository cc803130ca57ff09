package dev.carillon.notifier.domain.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.notifier.domain.topic.MessageStore.Cut;
import dev.carillon.notifier.domain.topic.MessageStore.Kept;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whose turn it is, over a table of topics. */
class TopicRetentionTest {
  private static final int TOPICS = 501;
  private static final TopicBounds BOUNDS = new TopicBounds(9, 3, 3, 2 << 20, 8 << 20, 4 << 20);

  private final Map<String, Kept> topics = new TreeMap<>();
  private final Set<Long> cut = new HashSet<>();
  private final KnownRules rules = new KnownRules(ruleStore());
  private final TopicRetention retention = new TopicRetention(rules, messageStore(), BOUNDS);

  /** A topic that is written to all the time has something too much each time. */
  @Test
  void oneBusyTopicKeepsNoOtherFromItsTurn() {
    for (int i = 0; i < TOPICS; i++) {
      String name = "t." + (1_000 + i);
      boolean over = i == 0 || i == TOPICS - 1;
      topics.put(name, new Kept(i, name, 100, 1, over ? 1 : 99, 0, 0));
    }
    retention.step().await();
    assertThat(cut).containsExactly(0L);
    retention.step().await();
    assertThat(cut).containsExactlyInAnyOrder(0L, TOPICS - 1L);
    assertThat(retention.step().await()).as("more at once").isTrue(); // the page after this one
    assertThat(retention.step().await()).as("more at once").isFalse();
  }

  private static RuleStore ruleStore() {
    TopicRuleSpec ten =
        new TopicRuleSpec(
            true,
            new TopicHistory(10, Duration.ofDays(1)),
            null,
            null,
            List.of("writer"),
            null,
            null,
            null,
            null);
    TopicRuleSet all = new TopicRuleSet(1, List.of(TopicRule.of("t.>", ten, false, 1)));
    return fake(RuleStore.class, (method, arguments) -> Future.succeededFuture(all));
  }

  private MessageStore messageStore() {
    return fake(
        MessageStore.class,
        (method, arguments) ->
            switch (method) {
              case "kept" ->
                  Future.succeededFuture(
                      topics.values().stream()
                          .filter(t -> t.name().compareTo((String) arguments[0]) > 0)
                          .limit((int) arguments[1])
                          .toList());
              case "trim" -> Future.succeededFuture(trim((List<?>) arguments[0]));
              default -> Future.succeededFuture(0);
            });
  }

  private int trim(List<?> cuts) {
    cuts.forEach(one -> cut.add(((Cut) one).id()));
    return cuts.size();
  }

  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }
}
