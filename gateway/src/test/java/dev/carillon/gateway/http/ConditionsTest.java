package dev.carillon.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  @Test
  void ifMatchNamesVersions() {
    assertThat(Conditions.ifMatch(null)).isNull();
    assertThat(Conditions.ifMatch(" * ")).isEqualTo(IfMatch.ANY);
    assertThat(Conditions.ifMatch("\"v1\"")).isEqualTo(new IfMatch(false, List.of(1L)));
    assertThat(Conditions.ifMatch("\"v1\" , W/\"v2\",\"x\",\"v33\""))
        .as("weak and foreign ones match nothing")
        .isEqualTo(new IfMatch(false, List.of(1L, 33L)));
    assertThat(Conditions.ifMatch("\"v7-0123456789abcdef\", \"v8-x\"").versions())
        .as("what follows a version says how the rest of the answer was")
        .containsExactly(7L);
    assertThat(Conditions.ifMatch("\"v0\", \"v01\", \"v99999999999999999999\"").versions())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v1", "\"v1", "\"v1\" \"v2\"", "\"v1\",", "1", "w/\"v1\"", "*, \"v1\""})
  void whatIsNoETagIsRefused(String header) {
    assertThatThrownBy(() -> Conditions.ifMatch(header)).isInstanceOf(Failure.class);
  }

  @Test
  void ifNoneMatchComparesWeakly() {
    assertThat(Conditions.isKnown(null, "\"v1\"")).isFalse();
    assertThat(Conditions.isKnown("*", "\"v1\"")).isTrue();
    assertThat(Conditions.isKnown("\"v2\", W/\"v1\"", "\"v1\"")).isTrue();
    assertThat(Conditions.isKnown("\"v11\"", "\"v1\"")).isFalse();
    assertThat(Conditions.isKnown("v1", "\"v1\"")).isFalse();
  }

  @Test
  void aKeyIsQuotedOrBare() {
    assertThat(Conditions.idempotencyKey(List.of())).isNull();
    assertThat(Conditions.idempotencyKey(List.of("\"a-b\""))).isEqualTo("a-b");
    assertThat(Conditions.idempotencyKey(List.of("a-b"))).isEqualTo("a-b");
    for (String wrong : List.of("", "\"\"", "a b", "\u00e4", "x".repeat(256))) {
      assertThatThrownBy(() -> Conditions.idempotencyKey(List.of(wrong)))
          .isInstanceOf(Failure.class);
    }
  }

  @Test
  void twoLinesOfAKeyAreRefusedAlsoWhenTheyAreTheSame() {
    assertThatThrownBy(() -> Conditions.idempotencyKey(List.of("a", "a")))
        .isInstanceOf(Failure.class)
        .hasMessage("Idempotency-Key is given more than once");
  }
}
