package dev.carillon.topic.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPatternTest {
  @ParameterizedTest
  @CsvSource({
    "user.a, user.a, true",
    "user.a, user.b, false",
    "user.a, user.a.b, false",
    "user.*, user.a, true",
    "user.*, user, false",
    "user.*, user.a.b, false",
    "user.>, user.a.b, true",
    "user.>, user, false",
    "*.a, user.a, true",
    "*, user, true",
    "*, user.a, false",
    ">, user.a.b, true",
    "user.a.>, user.b.c, false",
    "user.>, user.*, false",
    "user.>, user.>, false",
    "user.>, user..a, false",
    "user.>, user.A, false",
    "user.>, user.а, false",
    "user.>, .user.a, false",
    "user.>, 'user.a ', false"
  })
  void aPatternMeansWholeSegmentsOfARealName(String pattern, String topic, boolean means) {
    assertThat(TokenPattern.parse(pattern).matches(topic)).isEqualTo(means);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "A",
        "a b",
        "ab*",
        "*a",
        "**",
        ">.a",
        "a.>.b",
        ">>",
        "a>",
        "{userId}",
        "user.{userId}",
        "а",
        "a\n",
        "a/b",
        "a%2eb",
        "user.*\u0000"
      })
  void whatIsNoPatternIsRefused(String text) {
    assertThatThrownBy(() -> TokenPattern.parse(text)).isInstanceOf(Failure.class);
  }

  @Test
  void tooLongOrTooDeepIsRefused() {
    assertThatThrownBy(() -> TokenPattern.parse("a".repeat(201))).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> TokenPattern.parse("a" + ".a".repeat(20))).isInstanceOf(Failure.class);
    assertThat(TokenPattern.parse("a" + ".a".repeat(19)).matches("a" + ".a".repeat(19))).isTrue();
    assertThat(TokenPattern.parse(">").matches("a" + ".a".repeat(20))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "chat.a, live:subscribe:*, true",
    ">, live:subscribe:*, true",
    ">, live:subscribe:chat.*, false",
    "*.a, live:subscribe:chat.*, false",
    "chat.>, live:subscribe:chat.*, true",
    "chat.*, live:subscribe:chat.*, true",
    "chat, live:subscribe:chat.*, false",
    "chat.a, live:subscribe:chat.a, true",
    "chat.*, live:subscribe:chat.a, false",
    "chatter.a, live:subscribe:chat.*, false",
    "chat.a, live:publish:*, false",
    "chat.a, admin, true"
  })
  void nobodyGivesAwayWhatHeHasNot(String pattern, String scope, boolean within) {
    assertThat(
            TokenPattern.parse(pattern)
                .isWithin(Scopes.of(Scope.parse(scope)), TopicAction.SUBSCRIBE))
        .isEqualTo(within);
  }
}
