package dev.carillon.gateway.topics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.contract.live.TopicRuleSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTopicRulesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, Clocks.system());
  private final KnownTopicRules rules = KnownTopicRules.of(vertx);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private static TopicRule rule(String pattern, boolean durable, boolean builtIn) {
    TopicRuleSpec spec =
        new TopicRuleSpec(
            durable, null, null, List.of("reader"), List.of(), null, null, null, null);
    return TopicRule.of(pattern, spec, builtIn, 2);
  }

  private void know(TopicRule... all) throws Exception {
    bus.serve(
            LiveTopics.RULES,
            (call, asked) -> Future.succeededFuture(new TopicRuleSet(2, List.of(all))))
        .ready()
        .await(30, TimeUnit.SECONDS);
    rules.look(bus, Clocks.system()).await(30, TimeUnit.SECONDS);
  }

  /** What notifiers do not tell, they cannot have lost. */
  @ParameterizedTest
  @CsvSource({
    "game.scores, true",
    "orders.eu, false",
    "emails, false",
    "emails.0190a1b2-0000-7000-8000-000000000000, false",
    "users.changed, false",
    "/plain, false",
    "/users/0190a1b2-0000-7000-8000-000000000000, false"
  })
  void ofWhichTopicsTheBusMayLose(String topic, boolean passes) throws Exception {
    know(
        rule(">", false, false),
        rule("orders.*", true, false),
        rule("emails", false, true),
        rule("emails.*", false, true),
        rule("users.changed", false, true));
    assertThat(rules.isPassing(topic)).isEqualTo(passes);
  }

  @Test
  void withoutARuleNothingIsTold() {
    assertThat(rules.isPassing("game.scores")).isFalse();
  }
}
