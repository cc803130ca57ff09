package dev.carillon.users.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Zo\u00eb Z\u00fcrich | zoe zurich",
        "O\u2019Brien-Smith | o brien smith",
        "  a  b  | a b",
        "\u0130stanbul | istanbul",
        "e\u0301t\u00e9 | ete",
        "\u4f60\u597d 3 | \u4f60\u597d 3",
        "\uff21\uff22 | ab",
        "R2-D2! | r2 d2",
        "\u0141ukasz Stra\u00dfe | lukasz strasse",
      })
  void wordsAreLettersAndDigits(String text, String words) {
    assertThat(SearchWords.of(text)).isEqualTo(words);
  }

  @Test
  void nothingButSignsIsNothing() {
    assertThat(SearchWords.of("\ud83d\ude00 !'&|:*")).isEmpty();
    assertThat(SearchWords.list(" - ")).isEmpty();
    assertThat(SearchWords.list("a'b:*")).containsExactly("a", "b");
    assertThat(SearchWords.list("a Bo b bo cy")).containsExactly("bo", "cy");
  }

  @Test
  void theLengthIsBounded() {
    assertThat(SearchWords.of("\ufdfa".repeat(200)).length()).isLessThanOrEqualTo(400);
    assertThat(SearchWords.of("\ud83c\udd30\ud835\udd04".repeat(100)).codePoints().count())
        .isLessThanOrEqualTo(200);
  }
}
