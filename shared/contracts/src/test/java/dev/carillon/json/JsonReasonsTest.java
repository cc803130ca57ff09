package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.failure.Failure;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal says what is wrong, and not that something else is. */
class JsonReasonsTest {
  private static final String USER = "{\"email\":\"a@example.org\",\"name\":\"%s\"}";

  @ParameterizedTest
  @CsvSource({
    "UTF-16BE, is UTF-16; it must be UTF-8",
    "UTF-16LE, is UTF-16; it must be UTF-8",
    "UTF-16, is UTF-16; it must be UTF-8",
    "UTF-32BE, is UTF-32; it must be UTF-8",
    "UTF-32LE, is UTF-32; it must be UTF-8",
    "X-UTF-32LE-BOM, is UTF-32; it must be UTF-8",
    "X-UTF-32BE-BOM, is UTF-32; it must be UTF-8",
    "ISO-8859-1, is not UTF-8 at byte 34",
    "windows-1252, is not UTF-8 at byte 34",
  })
  void anotherEncodingIsNamed(String charset, String reason) {
    refused(USER.formatted("\u00e9x").getBytes(Charset.forName(charset)), reason);
  }

  @Test
  void aByteOrderMarkIsNamed() {
    refused(
        ("\ufeff" + USER.formatted("A")).getBytes(StandardCharsets.UTF_8),
        "begins with a byte order mark; UTF-8 has none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c080         | holds an overlong form",
        "c1bf         | holds an overlong form",
        "e080af       | holds an overlong form",
        "e09fbf       | holds an overlong form",
        "f08080af     | holds an overlong form",
        "f08fbfbf     | holds an overlong form",
        "eda080       | holds half of a surrogate pair",
        "edbfbf       | holds half of a surrogate pair",
        "eda081edb080 | holds half of a surrogate pair",
        "f4908080     | holds a character above U+10FFFF",
        "f7bfbfbf     | holds a character above U+10FFFF",
        "80           | is not UTF-8",
        "bf           | is not UTF-8",
        "c3           | is not UTF-8",
        "e282         | is not UTF-8",
        "f09f98       | is not UTF-8",
        "f8a1a1a1a1   | is not UTF-8",
        "fc8080808080 | is not UTF-8",
        "fe           | is not UTF-8",
        "ff           | is not UTF-8",
        "c328         | is not UTF-8",
        "e228a1       | is not UTF-8",
      })
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace(String hex, String reason) {
    byte[] bad = HexFormat.of().parseHex(hex);
    String latin = new String(bad, StandardCharsets.ISO_8859_1);
    refused(USER.formatted(latin).getBytes(StandardCharsets.ISO_8859_1), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "\\uDBFFx",
        "\\udc00\\ud800",
        "\\ud800\\ud800",
        "\\ud800\\n",
        "\\\\\\ud800",
        "\\ud834"
      })
  void halfOfASurrogatePairIsRefusedWhereverItStands(String escaped) {
    for (String json :
        new String[] {
          "[\"%s\"]", "{\"%s\":1}", "{\"a\":{\"b\":[\"x%sy\"]}}", "\"%s\"", "{\"a\":\"%s\"}"
        }) {
      assertThatThrownBy(() -> Json.read(json.formatted(escaped), Doc.class))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("half of a surrogate pair");
    }
  }

  @Test
  void whatOnlyLooksLikeHalfOfAPairIsKept() {
    assertThat(Json.read("[\"\\ud83d\\ude00 \\\\ud800 \\u00e4\"]", Doc.class).value().toString())
        .isEqualTo("[\ud83d\ude00 \\ud800 \u00e4]");
  }

  @Test
  void whatIsTooDeepOrTooLongIsNotCalledMalformed() {
    String deep = "[".repeat(33) + "]".repeat(33);
    says(deep, Doc.class, "The body is nested deeper than 32 levels");
    says("{\"x\":" + deep + "}", CreateUser.class, "The body is nested deeper than 32 levels");
    says(
        "{\"to\":{\"email\":\"a@b.c\"},\"template\":\"t\",\"data\":" + deep + "}",
        AcceptMail.class,
        "The body is nested deeper than 32 levels");
    says("[" + "1".repeat(41) + "]", Doc.class, "The body holds a number of more than 40 digits");
    says("[1." + "1".repeat(41) + "]", Doc.class, "The body holds a number of more than 40 digits");
    says(
        "{\"" + "n".repeat(50_001) + "\":1}",
        Doc.class,
        "The body holds a field name of more than 50000 characters");
    says("[1e400]", Doc.class, "The body holds a number that is too large");
    says("[" + "1".repeat(40) + "]", Doc.class, "The body holds a number that is too large");
    assertThat(Json.read("[".repeat(32) + "]".repeat(32), Doc.class).depth()).isEqualTo(32);
  }

  private static void says(String json, Class<?> type, String message) {
    assertThatThrownBy(() -> Json.read(json, type)).isInstanceOf(Failure.class).hasMessage(message);
  }

  private static void refused(byte[] json, String reason) {
    for (Class<?> type : new Class<?>[] {CreateUser.class, Doc.class}) {
      assertThatThrownBy(() -> Json.read(json, type))
          .isInstanceOf(Failure.class)
          .hasMessageContaining(reason);
    }
  }
}
