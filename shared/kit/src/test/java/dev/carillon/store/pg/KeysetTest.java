package dev.carillon.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTest {
  @Test
  void aCursorKeepsMicrosecondsAndTheId() {
    Keyset end = new Keyset(OffsetDateTime.parse("2026-11-22T21:50:09.565674Z"), UUID.randomUUID());
    assertThat(Keyset.parse(end.cursor(), Keyset.START)).isEqualTo(end);
    assertThat(Keyset.parse(null, Keyset.START)).isEqualTo(Keyset.START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "!!!", "MTIz", "MTJfeA", "999999999999999999999"})
  void whatIsNoCursorOfOursIsRefusedByName(String cursor) {
    assertThatThrownBy(() -> Keyset.parse(cursor, Keyset.START))
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.details().get(0).pointer()).isEqualTo("cursor"));
  }
}
