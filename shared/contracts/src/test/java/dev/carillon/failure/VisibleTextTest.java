package dev.carillon.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\u00a0",
        "\u200b",
        "\u3164",
        "\u2800",
        "\u115f",
        "\u1160",
        "\uffa0",
        "\ufeff",
        "\u00ad",
        "\u2060",
        "\u034f",
        "\u0301",
        "\u200d\u200c",
        "\u3000\u2003",
        "\u180e",
        "\ufe0f",
        "\ue000",
        "\ud83e\udfff",
        "\udb40\udc41",
        "\ud834\udd59",
        "\ufffc",
        "\u061c",
        "\u17b4",
        "\ufff9",
        "\u202e\u202c"
      })
  void whatNobodySeesIsNotVisible(String text) {
    assertThat(VisibleText.isVisible(text)).isFalse();
    assertThat(VisibleText.isVisible(text + "x" + text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".", "Ω", "\u4e2d", "\ud83d\ude00", "1", "e\u0301", "\u0915", "-"})
  void whatIsDrawnIsVisible(String text) {
    assertThat(VisibleText.isVisible(text)).isTrue();
  }
}
