package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"email\":\"a@b.c\",\"name\":\"A\",\"nick\":1}                | /nick",
        "{\"email\":\"a@b.c\",\"name\":\"A\",\"name\":\"B\"}            | /name",
        "{\"email\":\"a@b.c\",\"name\":7}                               | /name",
        "{\"email\":\"a@b.c\",\"name\":\"A\",\"welcome\":\"yes\"}       | /welcome",
        "{\"email\":\"a@b.c\",\"name\":[\"A\"]}                         | /name",
        "{\"name\":\"A\"}                                               | /email",
        "{\"email\":\"a@b\\n.c\",\"name\":\"A\"}                        | /email",
        "{\"email\":\"A <a@b.c>\",\"name\":\"A\"}                       | /email",
        "{\"email\":\"a@b.c\",\"name\":\"A\\u0000\"}                    | /name",
        "{\"email\":\"a@b.c\",\"name\":\"A\",\"zone\":\"Mars/Olympus\"} | /zone",
      })
  void aRefusalPointsAtTheField(String json, String pointer) {
    assertThat(refusal(json, CreateUser.class).details())
        .extracting(d -> d.pointer())
        .contains(pointer.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{",
        "{} {}",
        "nope",
        "{\"email\":NaN}",
        "null",
        "[]",
        "\"text\"",
        "`[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[`"
      })
  void whatIsNoObjectIsRefused(String json) {
    assertThat(refusal(json, CreateUser.class).code()).isEqualTo(FailureCode.INVALID);
  }

  @Test
  void everyMistakeOfARecordIsReportedAtOnce() {
    assertThat(refusal("{\"email\":\"x\",\"name\":\"\"}", CreateUser.class).details()).hasSize(2);
  }

  @Test
  void unknownFieldsAreNamedBesideWhatElseIsWrongAndNotWithoutEnd() {
    StringBuilder body = new StringBuilder("{\"email\":\"x\"");
    for (int i = 0; i < 1_000; i++) {
      body.append(",\"f").append(i).append("\":1");
    }
    byte[] json = body.append('}').toString().getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Json.read(json, CreateUser.class))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.details())
                  .extracting(d -> d.pointer())
                  .contains("/f0", "/f1")
                  .doesNotHaveDuplicates();
              assertThat(failure.details()).hasSize(50);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is wrong comes first, then what is unknown, wherever it stands
        "{\"x\":1,\"name\":7,\"y\":{\"z\":[1]},\"email\":\"a@b.c\"}   | /name /x /y",
        "{\"email\":\"bad\",\"name\":\"A\",\"x\":{\"email\":1}} | /email /x",
        "{\"x/y\":1,\"email\":\"a@b.c\",\"name\":\"A\"}           | /x~1y",
        // of a text that is not JSON nothing more is said
        "{\"x\":1,\"name\":7,\"y\"                                  | /name",
        "{\"x\":1,\"email\":\"a@b.c\",\"name\":\"A\"} {}          | ``",
        "{\"x\":1,\"y\":{\"a\":1,\"a\":2}}                          | /y/a",
        "{\"x\":[}                                                     | ``",
      })
  void unknownFieldsAreNamedAfterWhatElseIsWrong(String json, String pointers) {
    assertThat(refusal(json, CreateUser.class).details())
        .extracting(d -> d.pointer())
        .containsExactly(pointers.strip().split(" "));
  }

  record Pair(String a, String b) {
    Pair {
      if (a.equals("1")) {
        throw Failure.invalid("/a", "is refused");
      }
    }
  }

  @Test
  void anUnknownFieldRightBehindTheLastComponentOfARefusedRecordIsNamedToo() {
    assertThat(refusal("{\"a\":\"1\",\"b\":\"2\",\"c\":3,\"d\":4}", Pair.class).details())
        .extracting(d -> d.pointer())
        .containsExactly("/a", "/c", "/d");
  }

  @Test
  void anUnknownFieldOfANestedRecordIsNamedWithItsPath() {
    assertThat(
            refusal(
                    "{\"to\":{\"email\":\"a@b.c\",\"x\":1},\"subject\":\"s\",\"text\":\"t\",\"y\":2}",
                    AcceptMail.class)
                .details())
        .extracting(d -> d.pointer() + " " + d.detail())
        .containsExactly("/to/x is not a known field", "/y is not a known field");
  }

  @Test
  void aFieldThatAppearsTwiceIsToldFromOtherFaultsOfSyntax() {
    assertThat(refusal("{\"name\":\"A\",\"name\":\"B\"}", CreateUser.class).message())
        .isEqualTo("/name appears twice in the same object");
    assertThat(refusal("{\"name\":\"A\",,}", CreateUser.class).message())
        .startsWith("The body is not well-formed JSON");
  }

  @Test
  void aNestedRefusalKeepsItsWholePath() {
    Failure refusal =
        refusal(
            "{\"to\":{\"email\":\"a@b.c, d@e.f\"},\"subject\":\"s\",\"text\":\"t\"}",
            AcceptMail.class);
    assertThat(refusal.details().get(0).pointer()).isEqualTo("/to/email");
  }

  @Test
  void aDocKeepsItsValueAndCannotBeChanged() {
    Doc doc = Json.read("{\"a\":[1,2.5,null,true,{\"b\":\"c\"}]}", Doc.class);
    assertThat(doc.toString()).isEqualTo("{\"a\":[1,2.5,null,true,{\"b\":\"c\"}]}");
    assertThat(doc.depth()).isEqualTo(3);
    assertThatThrownBy(() -> doc.members().put("x", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Doc.of(Map.of("k", List.of(1)))).isEqualTo(Doc.object("k", List.of(1)));
  }

  private static Failure refusal(String json, Class<?> type) {
    try {
      Json.read(json, type);
    } catch (Failure refused) {
      return refused;
    }
    throw new AssertionError("accepted: " + json);
  }
}
