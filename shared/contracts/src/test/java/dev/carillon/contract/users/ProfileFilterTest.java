package dev.carillon.contract.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.Cursor;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "age:gte:25 | 25", "age:eq:-1.5 | -1.5", "city:eq:Bern | \"Bern\"",
        "city:eq:\"Bern\" | \"Bern\"", "zip:eq:\"8000\" | \"8000\"",
            "url:eq:http://a:b | \"http://a:b\"",
        "t:eq:true | true", "n:eq:null | null", "v:in:[1,\"a\",null] | [1,\"a\",null]",
        "v:prefix:12 | \"12\"", "v:prefix:\"12\" | \"12\"", "v:exists:false | false",
        "a.0.b:lt:x | \"x\"",
      })
  void aFilterIsReadAsItIsMeant(String text, String value) {
    Doc expected = Doc.of(Json.read("{\"v\":" + value + "}", Doc.class).members().get("v"));
    assertThat(ProfileFilter.parse("filter", text).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "age",
        "age:gte",
        "age:over:1",
        ":eq:1",
        "$age:eq:1",
        "a.$b:eq:1",
        "a..b:eq:1",
        "age:eq:{\"$gt\":1}",
        "age:eq:[1]",
        "age:gt:null",
        "age:in:1",
        "age:in:[[1]]",
        "age:in:[{}]",
        "age:exists:1",
        "age:prefix:",
        "a.b.c.d.e.f.g.h.i:eq:1",
        "a\u0000b:eq:1",
      })
  void anythingElseIsRefusedByTheParametersName(String text) {
    assertThatThrownBy(() -> ProfileFilter.parse("filter", text))
        .isInstanceOfSatisfying(
            Failure.class,
            e -> assertThat(e.details()).extracting(d -> d.pointer()).containsExactly("filter"));
  }

  @Test
  void aCursorIsForItsOwnOrder() {
    Cursor cursor = new Cursor("name", Doc.of("Zo\u00eb"), "id");
    assertThat(Cursor.parse(cursor.text(), "name")).isEqualTo(cursor);
    assertThat(Cursor.parse(null, "name")).isNull();
    for (String wrong : List.of(cursor.text() + "x", "", "====", "bnVsbA", "e30")) {
      assertThatThrownBy(() -> Cursor.parse(wrong, "name")).isInstanceOf(Failure.class);
    }
    assertThatThrownBy(() -> Cursor.parse(cursor.text(), "-name")).isInstanceOf(Failure.class);
  }

  /** The examples of RFC 7396, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"b\"} | {\"b\":\"c\"} | {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"} | {\"a\":null} | {}",
        "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null} | {\"b\":\"c\"}",
        "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"c\"} | {\"a\":[\"b\"]} | {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
        "[\"a\",\"b\"] | [\"c\",\"d\"] | [\"c\",\"d\"]",
        "{\"a\":\"b\"} | [\"c\"] | [\"c\"]",
        "{\"e\":null} | {\"a\":1} | {\"e\":null,\"a\":1}",
        "[1,2] | {\"a\":\"b\",\"c\":null} | {\"a\":\"b\"}",
        "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
      })
  void aMergePatchFollowsItsStandard(String before, String patch, String after) {
    assertThat(Json.read(before, Doc.class).merged(Json.read(patch, Doc.class)))
        .isEqualTo(Json.read(after, Doc.class));
  }

  @Test
  void aPatchOfAUserNamesWhatIsWrong() {
    Doc patch =
        Json.read(
            "{\"email\":1,\"name\":null,\"zone\":\"Mars/Base\",\"active\":false,\"x/y\":\"z\"}",
            Doc.class);
    assertThatThrownBy(() -> new PatchUser(new java.util.UUID(0, 1), null, patch))
        .isInstanceOfSatisfying(
            Failure.class,
            e ->
                assertThat(e.details().stream().map(d -> d.pointer()).toList())
                    .isEqualTo(Arrays.asList("/email", "/name", "/zone", "/active", "/x~1y")));
  }
}
