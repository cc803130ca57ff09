package dev.carillon.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.failure.Failure;
import dev.carillon.request.Role;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.access.TokenPattern;
import dev.carillon.topic.access.TopicAction;
import dev.carillon.topic.access.TopicCaller;
import dev.carillon.topic.access.TopicRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an end user may do on a topic: what the token lists and the rule allows, and no more. */
class UserTopicsTest {
  private static final UUID ADA = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final UUID BOB = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead179");
  private static final List<String> READER = List.of("reader");
  private static final List<String> WRITER = List.of("writer");

  @Test
  void theTokenAndTheRuleMustBothAllow() {
    TopicRules rules = new TopicRules(List.of(rule("chat.*", READER, WRITER)));
    assertThat(may(rules, ada(List.of("chat.a"), List.of()), "chat.a")).isEqualTo("listen");
    assertThat(may(rules, ada(List.of(), List.of("chat.a")), "chat.a")).isEqualTo("speak");
    assertThat(may(rules, ada(List.of("chat.*"), List.of("chat.>")), "chat.a"))
        .isEqualTo("listen speak");
    assertThat(may(rules, ada(List.of(">"), List.of(">")), "chat.a.b")).as("no rule").isEmpty();
    assertThat(may(rules, ada(List.of("chat.b"), List.of("chat.b")), "chat.a")).isEmpty();
    assertThat(may(rules, ada(List.of(), List.of()), "chat.a")).isEmpty();
    assertThat(may(TopicRules.NONE, ada(List.of(">"), List.of(">")), "chat.a")).isEmpty();
  }

  @Test
  void aRuleForAdministratorsIsForNoUserAndOneForWritersForThoseWhoMaySpeak() {
    TopicRules rules =
        new TopicRules(
            List.of(
                rule("a", List.of("admin"), List.of("admin")),
                rule("w", WRITER, WRITER),
                rule("n", List.of(), List.of())));
    Caller all = ada(List.of(">"), List.of(">"));
    assertThat(may(rules, all, "a")).isEmpty();
    assertThat(may(rules, all, "n")).isEmpty();
    assertThat(may(rules, all, "w")).isEqualTo("listen speak");
    assertThat(may(rules, ada(List.of(">"), List.of()), "w")).isEmpty();
  }

  /** Whoever has all of the token's list is still nobody else. */
  @Test
  void theUserOfAPatternIsTheTokensUserAndForKeysNobodyInParticular() {
    TopicRules rules =
        new TopicRules(
            List.of(
                rule("user.{userId}", READER, WRITER),
                rule("user.{userId}.>", READER, WRITER),
                rule("user.*", READER, WRITER),
                rule("user.>", READER, WRITER),
                rule(">", READER, WRITER)));
    Caller ada = ada(List.of(">"), List.of(">"));
    assertThat(may(rules, ada, "user." + ADA)).isEqualTo("listen speak");
    assertThat(may(rules, ada, "user." + ADA + ".a.b")).isEqualTo("listen speak");
    for (String other :
        List.of(
            "user." + BOB,
            "user." + BOB + ".a.b",
            "user." + BOB + "." + ADA,
            "user." + ADA.toString().replace("-", ""),
            "user." + ADA + "-",
            "user.-" + ADA,
            "user.null",
            "user.user")) {
      assertThat(may(rules, ada, other)).as(other).isEmpty();
    }
    TopicCaller unbound = TopicCaller.of(ada.scopesOn("user." + BOB));
    assertThat(rules.allows(unbound, TopicAction.SUBSCRIBE, "user." + BOB))
        .as("what would be let in if nobody said whose token it is")
        .isTrue();
    Caller key = new Caller("ci", Role.WRITER.scopes());
    assertThat(may(rules, key, "user." + BOB)).isEqualTo("listen speak");
  }

  /**
   * With a rule for everything and a token for everything: what has data of others stays closed.
   */
  @Test
  void noSpellingLeadsToATopicThatIsNotTheUsers() {
    TopicRules rules =
        new TopicRules(
            List.of(
                rule(">", READER, List.of()),
                rule("user.{userId}", READER, WRITER),
                rule("users.changed", READER, WRITER),
                rule("emails", READER, WRITER),
                rule("emails.*", READER, WRITER)));
    Caller ada = ada(List.of(">"), List.of());
    List<String> hostile =
        new ArrayList<>(
            List.of(
                "",
                ".",
                "*",
                ">",
                "user.*",
                "user.>",
                "user.{userId}",
                "{userId}",
                "user." + ADA.toString().toUpperCase(Locale.ROOT),
                "User." + ADA,
                "user." + ADA + ".",
                ".user." + ADA,
                "user..a",
                "user." + ADA + "/../" + BOB,
                "user%2E" + ADA,
                "user." + ADA + "%00",
                "user." + ADA + "\u0000",
                "user." + ADA + "\n",
                "user\u2024" + ADA,
                "us\u0435r." + ADA,
                "user.\uFF41",
                "user. " + ADA,
                "a".repeat(201),
                "a" + ".a".repeat(20),
                "users.changed",
                "emails",
                "emails." + ADA,
                "/plain"));
    for (String topic : hostile) {
      assertThat(may(rules, ada, topic)).as(topic).isEmpty();
    }
    assertThat(may(rules, ada, "a" + ".a".repeat(19))).as("20 segments").isEqualTo("listen");
  }

  /** Against a reading of both grammars that knows nothing of trees and scopes. */
  @Test
  void whatIsAllowedIsWhatBothSay() {
    Random random = new Random(16);
    int allowed = 0;
    for (int i = 0; i < 10_000; i++) {
      String pattern = pattern(random, true);
      String listed = pattern(random, false);
      String topic = topic(random);
      TopicRules rules = new TopicRules(List.of(rule(pattern, READER, List.of())));
      boolean wanted =
          fits(pattern.split("\\.", -1), topic) && fits(listed.split("\\.", -1), topic);
      assertThat(may(rules, ada(List.of(listed), List.of()), topic))
          .as(pattern + " " + listed + " " + topic)
          .isEqualTo(wanted ? "listen" : "");
      allowed += wanted ? 1 : 0;
    }
    assertThat(allowed).isGreaterThan(40);
  }

  private static boolean fits(String[] pattern, String topic) {
    String[] named = topic.split("\\.", -1);
    for (int i = 0; i < pattern.length; i++) {
      if (i < named.length && pattern[i].equals(">")) {
        return true;
      }
      if (i >= named.length
          || !(pattern[i].equals("*")
              || pattern[i].equals(named[i])
              || (pattern[i].equals("{userId}") && named[i].equals(ADA.toString())))) {
        return false;
      }
    }
    return pattern.length == named.length;
  }

  private static String pattern(Random random, boolean ofRule) {
    List<String> segments =
        ofRule
            ? List.of("a", "b", "*", "{userId}", ADA.toString())
            : List.of("a", "b", "*", ADA.toString());
    String text = some(random, segments);
    return random.nextInt(4) == 0 ? text + ".>" : text;
  }

  private static String topic(Random random) {
    return some(random, List.of("a", "b", ADA.toString(), BOB.toString()));
  }

  private static String some(Random random, List<String> segments) {
    StringBuilder text = new StringBuilder(segments.get(random.nextInt(segments.size())));
    for (int more = random.nextInt(3); more > 0; more--) {
      text.append('.').append(segments.get(random.nextInt(segments.size())));
    }
    return text.toString();
  }

  /** As the edge asks: what is no name is refused before, or here. */
  private static String may(TopicRules rules, Caller caller, String topic) {
    StringBuilder may = new StringBuilder();
    for (TopicAction action : TopicAction.values()) {
      if (isAllowed(rules, caller, action, topic)) {
        assertThat(TopicName.isName(topic)).isTrue();
        may.append(action == TopicAction.SUBSCRIBE ? "listen " : "speak ");
      }
    }
    return may.toString().strip();
  }

  private static boolean isAllowed(
      TopicRules rules, Caller caller, TopicAction action, String topic) {
    try {
      return rules.allows(caller.on(topic), action, topic);
    } catch (Failure notOne) {
      return false;
    }
  }

  private static Caller ada(List<String> subscribe, List<String> publish) {
    Instant now = Instant.EPOCH;
    return Caller.of(
        new EndUser(
            ADA,
            UUID.randomUUID(),
            now,
            now.plusSeconds(60),
            "ci",
            null,
            "k1",
            subscribe.stream().map(TokenPattern::parse).toList(),
            publish.stream().map(TokenPattern::parse).toList()));
  }

  private static TopicRule rule(String pattern, List<String> subscribe, List<String> publish) {
    return TopicRule.of(
        pattern,
        new TopicRuleSpec(null, null, null, subscribe, publish, null, null, null, null),
        false,
        1);
  }
}
