package dev.carillon.topic.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {
  private static final TopicCaller READER = TopicCaller.of(Role.READER.scopes());
  private static final TopicCaller WRITER = TopicCaller.of(Role.WRITER.scopes());
  private static final TopicCaller ADMIN = TopicCaller.of(Role.ADMIN.scopes());

  @Test
  void whereNoRuleFitsNobodyMayDoAnything() {
    TopicRules rules = rules("orders.*");
    assertThat(rules.allows(ADMIN, TopicAction.SUBSCRIBE, "orders")).isFalse();
    assertThat(rules.allows(ADMIN, TopicAction.SUBSCRIBE, "orders.eu.fr")).isFalse();
    assertThat(rules.allows(ADMIN, TopicAction.SUBSCRIBE, "orders.eu")).isTrue();
    assertThat(TopicRules.NONE.allows(ADMIN, TopicAction.PUBLISH, "orders.eu")).isFalse();
  }

  @Test
  void aRuleThatNamesNobodyIsForAdminsNeither() {
    TopicRules rules = new TopicRules(List.of(rule("a", List.of(), List.of())));
    assertThat(rules.allows(ADMIN, TopicAction.SUBSCRIBE, "a")).isFalse();
    assertThat(rules.allows(ADMIN, TopicAction.PUBLISH, "a")).isFalse();
  }

  @Test
  void theMostSpecificRuleCountsFromTheLeft() {
    TopicRules rules = rules("a.>", "a.*", "a.{userId}", "a.b", "*.b", "{userId}.b", ">");
    assertThat(found(rules, "a.b")).isEqualTo("a.b");
    assertThat(found(rules, "a.c")).isEqualTo("a.{userId}");
    assertThat(found(rules, "a.c.d")).isEqualTo("a.>");
    assertThat(found(rules, "x.b")).isEqualTo("{userId}.b");
    assertThat(found(rules, "x")).isEqualTo(">");
  }

  @Test
  void aKeysScopeAndTheRuleMustAllow() {
    TopicRules rules =
        new TopicRules(List.of(rule("orders.*", List.of("reader"), List.of("writer"))));
    assertThat(rules.allows(READER, TopicAction.SUBSCRIBE, "orders.eu")).isTrue();
    assertThat(rules.allows(READER, TopicAction.PUBLISH, "orders.eu")).isFalse();
    assertThat(rules.allows(WRITER, TopicAction.PUBLISH, "orders.eu")).isTrue();
    TopicCaller scoped = TopicCaller.of(Scopes.of(Scope.subscribe("orders.us")));
    assertThat(rules.allows(scoped, TopicAction.SUBSCRIBE, "orders.us")).isTrue();
    assertThat(rules.allows(scoped, TopicAction.SUBSCRIBE, "orders.eu")).isFalse();
  }

  /** Every way in asks here: WebSocket, streams and history. */
  @Test
  void whatHoldsDataIsHeardByWhoMayReadTheData() {
    TopicRules rules =
        new TopicRules(
            Stream.of("users.changed", "emails", "emails.*", "broadcasts")
                .map(pattern -> rule(pattern, List.of("reader"), List.of("writer")))
                .toList());
    Scope all = Scope.parse("live:subscribe:*");
    TopicCaller live = TopicCaller.of(Scopes.of(all, Scope.parse("live:publish:*")));
    TopicCaller users = TopicCaller.of(Scopes.of(all, Scope.USERS_READ));
    TopicCaller mails = TopicCaller.of(Scopes.of(all, Scope.MAIL_READ));
    assertThat(rules.allows(live, TopicAction.SUBSCRIBE, "broadcasts")).isTrue();
    for (String topic : List.of("users.changed", "emails", "emails.1")) {
      boolean ofUsers = topic.startsWith("users");
      assertThat(rules.allows(live, TopicAction.SUBSCRIBE, topic)).as(topic).isFalse();
      assertThat(rules.allows(users, TopicAction.SUBSCRIBE, topic)).as(topic).isEqualTo(ofUsers);
      assertThat(rules.allows(mails, TopicAction.SUBSCRIBE, topic)).as(topic).isEqualTo(!ofUsers);
      assertThat(rules.allows(live, TopicAction.PUBLISH, topic)).as(topic).isTrue();
    }
  }

  @Test
  void toListenMayTakeWhoMaySpeak() {
    TopicRules rules = new TopicRules(List.of(rule("a", List.of("writer"), List.of("admin"))));
    assertThat(rules.allows(READER, TopicAction.SUBSCRIBE, "a")).isFalse();
    assertThat(rules.allows(WRITER, TopicAction.SUBSCRIBE, "a")).isTrue();
    assertThat(rules.allows(WRITER, TopicAction.PUBLISH, "a")).isFalse();
    assertThat(rules.allows(ADMIN, TopicAction.PUBLISH, "a")).isTrue();
  }

  @Test
  void aUserIsNobodyElse() {
    TopicRules rules = rules("user.{userId}", "user.*", ">");
    TopicCaller jo = new TopicCaller(Role.WRITER.scopes(), "jo");
    assertThat(rules.allows(jo, TopicAction.SUBSCRIBE, "user.jo")).isTrue();
    assertThat(rules.allows(jo, TopicAction.SUBSCRIBE, "user.al")).isFalse();
    assertThat(rules.allows(WRITER, TopicAction.PUBLISH, "user.al")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "A", "a b", "ä", "a.>", "*", "{userId}"})
  void whatIsNoTopicIsNone(String text) {
    assertThat(TopicName.isName(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ">.a", "a.>.b", "a*", "**", "{userid}", "{id}", "a.{userId}x", "A"})
  void whatIsNoPatternIsNone(String text) {
    assertThat(TopicPattern.isPattern(text)).isFalse();
  }

  @Test
  void namesAndPatternsHaveBounds() {
    assertThat(TopicName.isName("a".repeat(200))).isTrue();
    assertThat(TopicName.isName("a".repeat(201))).isFalse();
    assertThat(TopicName.isName("a" + ".a".repeat(19))).isTrue();
    assertThat(TopicName.isName("a" + ".a".repeat(20))).isFalse();
    assertThat(TopicPattern.isPattern("*" + ".*".repeat(20))).isFalse();
  }

  /** The tree, the pattern alone and the expression that the database has say the same. */
  @Test
  void aLookInTheTreeFindsWhatTheOrderOfRanksSays() {
    Random random = new Random(20_261_127);
    for (int round = 0; round < 500; round++) {
      List<String> patterns = new ArrayList<>();
      while (patterns.size() < 12) {
        patterns.add(randomPattern(random));
      }
      TopicRules rules = rules(patterns.stream().distinct().toArray(String[]::new));
      for (int n = 0; n < 20; n++) {
        String topic = randomTopic(random);
        assertThat(found(rules, topic))
            .as(topic + " of " + patterns)
            .isEqualTo(best(patterns, topic));
      }
    }
  }

  /** So no rule can tie with another one. */
  @Test
  void twoPatternsOfOneRankThatFitTheSameTopicAreOne() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      TopicPattern one = TopicPattern.parse(randomPattern(random));
      TopicPattern other = TopicPattern.parse(randomPattern(random));
      String topic = randomTopic(random);
      if (one.rank().equals(other.rank()) && one.matches(topic) && other.matches(topic)) {
        assertThat(one).isEqualTo(other);
      }
    }
  }

  private static @Nullable String best(List<String> patterns, String topic) {
    return patterns.stream()
        .map(TopicPattern::parse)
        .filter(
            pattern -> {
              boolean matches = pattern.matches(topic);
              assertThat(Pattern.compile(pattern.regex()).matcher(topic).find()).isEqualTo(matches);
              return matches;
            })
        .min(Comparator.comparing(TopicPattern::rank))
        .map(TopicPattern::text)
        .orElse(null);
  }

  private static String randomTopic(Random random) {
    StringBuilder topic = new StringBuilder();
    for (int n = random.nextInt(4); n >= 0; n--) {
      topic.append("abc".charAt(random.nextInt(3))).append(n == 0 ? "" : ".");
    }
    return topic.toString();
  }

  private static String randomPattern(Random random) {
    List<String> segments = new ArrayList<>();
    for (int n = random.nextInt(4); n >= 0; n--) {
      segments.add(List.of("a", "b", "c", "*", "{userId}").get(random.nextInt(5)));
    }
    if (random.nextInt(3) == 0) {
      segments.set(segments.size() - 1, ">");
    }
    return String.join(".", segments);
  }

  private static @Nullable String found(TopicRules rules, String topic) {
    TopicRule rule = rules.find(topic);
    return rule == null ? null : rule.pattern();
  }

  private static TopicRules rules(String... patterns) {
    List<TopicRule> rules = new ArrayList<>();
    for (String pattern : patterns) {
      rules.add(rule(pattern, List.of("reader"), List.of("writer")));
    }
    return new TopicRules(rules);
  }

  private static TopicRule rule(String pattern, List<String> subscribe, List<String> publish) {
    return TopicRule.of(
        pattern,
        new TopicRuleSpec(null, null, null, subscribe, publish, null, null, null, null),
        false,
        1);
  }
}
