package dev.carillon.users.domain.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Corpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Zo\u00eb Z\u00fcrich | zoe zurich",
        "O\u2019Brien-Smith | o brien smith obriensmith",
        "O'Brien | o brien obrien",
        "O\uff07Brien | o brien obrien",
        "O\u02bcBrien | o brien obrien",
        "\u0412'\u044f\u0447\u0435\u0441\u043b\u0430\u0432 | \u0432 \u044f\u0447\u0435\u0441\u043b\u0430\u0432 \u0432\u044f\u0447\u0435\u0441\u043b\u0430\u0432",
        "Ka\u02bbahumanu Anne-Marie | ka ahumanu anne marie kaahumanu annemarie",
        "Jean - Luc | jean luc",
        "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 | \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c3",
        "\u039f\u03b4\u03c5\u03c3\u03c3\u03ad\u03b1\u03c2 | \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03b1\u03c3",
        "\u1e9eTRA\u00dfE STRASSE | sstrasse strasse",
        "co\u00adope\u200bration | cooperation",
        "\ufb01n \u00c5ngstr\u00f6m \u212b | fin angstrom a",
        "\uab70\u13a0 | \uab70\uab70",
        "\u10d0\u1c90 | \u10d0\u10d0",
        "  a  b  | a b",
        "\u0130stanbul | istanbul",
        "e\u0301t\u00e9 | ete",
        "\u4f60\u597d 3 | \u4f60\u597d 3",
        "\uff21\uff22 | ab",
        "R2-D2! | r2 d2 r2d2",
        "\u0141ukasz Stra\u00dfe | lukasz strasse",
      })
  void wordsAreLettersAndDigits(String text, String words) {
    assertThat(SearchWords.of(text)).isEqualTo(words);
  }

  @Test
  void oneSpellingFindsTheOthers() {
    for (String name : new String[] {"O'Brien", "O\u2019Brien", "obrien", "O\u02bcBrien"}) {
      assertThat(SearchWords.of(name)).contains("obrien");
      assertThat(SearchWords.terms(name).get(0).whole()).isEqualTo("obrien");
    }
    assertThat(SearchWords.terms("o'brien"))
        .containsExactly(new SearchWords.Term("obrien", List.of("brien")));
    assertThat(SearchWords.of("\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3"))
        .startsWith(SearchWords.terms("\u039f\u0394\u03a5\u03a3").get(0).whole());
  }

  @Test
  void nothingButSignsIsNothing() {
    assertThat(SearchWords.of("\ud83d\ude00 !'&|:*")).isEmpty();
    assertThat(SearchWords.terms(" - ")).isEmpty();
    assertThat(SearchWords.terms("a'b:*")).containsExactly(new SearchWords.Term("ab", List.of()));
    assertThat(SearchWords.terms("a Bo b bo cy"))
        .extracting(SearchWords.Term::whole)
        .containsExactly("bo", "cy");
  }

  /** Nothing in a word can be a sign of a query language, whatever a name is made of. */
  @Test
  void wordsOfStringsThatBreakProgramsAreLettersAndDigits() {
    assertThat(Corpus.of("strings.tsv"))
        .allSatisfy(
            each -> {
              assertThat(SearchWords.of(each.text())).matches("([\\p{L}\\p{Nd}]+( |$))*");
              assertThat(SearchWords.of(each.text()).codePoints().count())
                  .isLessThanOrEqualTo(2 * 300 + 1);
              for (SearchWords.Term term : SearchWords.terms(each.text())) {
                assertThat(term.whole()).matches("[\\p{L}\\p{Nd}]+");
                assertThat(String.join("", term.parts())).matches("[\\p{L}\\p{Nd}]*");
              }
            });
  }

  @Test
  void theLengthIsBounded() {
    assertThat(SearchWords.of("\ufdfa".repeat(200)).length()).isLessThanOrEqualTo(400);
    assertThat(SearchWords.of("\ud840\udc0b'".repeat(66)).codePoints().count())
        .as("as one word, what is joined may be long")
        .isLessThanOrEqualTo(300);
    assertThat(SearchWords.of("\ud83c\udd30\ud835\udd04".repeat(100)).codePoints().count())
        .isLessThanOrEqualTo(200);
  }
}
