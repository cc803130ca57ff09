package dev.carillon.contract.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fields of a mail mean together, and what is said of those that do not fit. */
class AcceptMailTest {
  private static final String TO = "{'to':{'email':'a@b.c'},";
  private static final String MAIL = TO + "'subject':'S','text':'T',";

  @Test
  void theBodyIsItsOwnTextOrATemplate() {
    assertThat(read(TO + "'subject':'S','text':'T','html':'<p>H'}").body())
        .isEqualTo(new MailBody.Text("S", "T", "<p>H"));
    assertThat(read(TO + "'template':'t','data':{'a':'1'}}").body())
        .isEqualTo(new MailBody.Filled("t", Doc.object("a", "1")));
  }

  @Test
  void numbersOfTheDataKeepTheirCharactersOverTheBus() {
    String data = "{'a':12345678.90,'b':[100.00,1e3,{'c':12345678901234567890123}],'d':null}";
    AcceptMail mail = read(TO + "'template':'t','data':" + data + "}");
    assertThat(mail.data()).hasToString(data.replace('\'', '"'));
    assertThat(Json.read(Json.bytes(mail), AcceptMail.class)).isEqualTo(mail);
    assertThat(refusal(TO + "'template':'t','data':{'a':[1e999]}}"))
        .isEqualTo("/data holds a number that is too large");
    assertThat(refusal(TO + "'template':'t','data':{'a':1,'a':2}}")).contains("appears twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "APPLICATION/PDF                    | true",
        "text/csv; charset=utf-8            | true",
        "text/csv;charset=\"utf-8\"; header=present | true",
        "application/vnd.api+json           | true",
        "Multipart/mixed                    | false",
        "MESSAGE/rfc822                     | false",
        "text                               | false",
        "text/                              | false",
        "text/csv;                          | false",
        "text/csv; charset                  | false",
        "text/csv; charset=\"a\"b\"      | false",
        "text/csv; charset=\"a\\\"      | false",
        "te xt/csv                          | false"
      })
  void aMediaTypeIsTakenInAnyCaseWithParameters(String type, boolean taken) {
    Checks checks = Checks.start();
    Attachment.check(checks, "/attachments", List.of(new Attachment("a", type, "aGk=")));
    assertThat(checks.found()).isEqualTo(taken ? 0 : 1);
  }

  @Test
  void theCaseOfAHeadersNameDoesNotMatter() {
    assertThat(read(MAIL + "'headers':{'x-order':'1','X-Other':'2'}}").headers()).hasSize(2);
    assertThat(refusal(MAIL + "'headers':{'x-order':'1','X-Order':'2'}}"))
        .contains("/headers/X-Order appears twice");
    assertThat(refusal(MAIL + "'headers':{'bcc':'1'}}")).contains("begin with X-");
  }

  /** Or a repetition under a key of before an upgrade would be taken for another request. */
  @Test
  void whatIsAbsentAndNewLeavesTheJsonAsItWas() {
    assertThat(Json.text(AcceptMail.of(new Recipient(null, "a@b.c", null), "S", "T", null)))
        .isEqualTo(
            """
            {"to":{"userId":null,"email":"a@b.c","name":null},"subject":"S","text":"T","html":null,\
            "template":null,"data":null,"topic":null,"critical":null,"replyTo":null,"headers":null,\
            "attachments":null,"sendAt":null,"delay":null,"undo":null,"expiresAt":null,\
            "priority":null,"dedupKey":null,"debounceKey":null,"digestKey":null,\
            "digestWindow":null,"digestMode":null}\
            """);
  }

  @Test
  void theKeySaysWhatBecomesOfMailsTogether() {
    assertThat(read(MAIL + "'delay':'PT1M'}").merge()).isNull();
    assertThat(read(MAIL + "'dedupKey':'k'}").merge()).isEqualTo(new MailMerge.Dedup("k"));
    assertThat(read(MAIL + "'debounceKey':'k','delay':'PT1M'}").merge())
        .isEqualTo(new MailMerge.Debounce("k", Duration.ofMinutes(1)));
    assertThat(read(MAIL + "'digestKey':'k','digestWindow':'PT1H'}").merge())
        .isEqualTo(new MailMerge.Digest("k", Duration.ofHours(1), DigestMode.FIXED));
  }

  @Test
  void aMailOfABodyIsThatOfItsFields() {
    Recipient to = new Recipient(null, "a@b.c", null);
    assertThat(AcceptMail.of(to, new MailBody.Text("S", "T", null)))
        .isEqualTo(read(MAIL.substring(0, MAIL.length() - 1) + "}"));
    assertThat(AcceptMail.of(to, new MailBody.Filled("t", null)))
        .isEqualTo(read(TO + "'template':'t'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'template':'a b'                            | /template must be 1 to 100 letters, digits, dots, dashes or underscores, and begin with a letter or digit",
        "'template':'t','subject':'S'                | /template takes the place of subject, text and html",
        "'subject':'S','text':'T','data':{}          | /data can only be used with template",
        "'template':'t','topic':'a b'                | /topic is not a topic of mail",
        "'template':'t','delay':'PT1S','sendAt':'2026-11-22T21:50:09Z'"
            + "                                      | /delay cannot be combined with sendAt",
        "'template':'t','debounceKey':'k'            | /debounceKey needs a delay",
        "'template':'t','debounceKey':'k','dedupKey':'k','delay':'PT1S'"
            + "                                      | /debounceKey cannot be combined with dedupKey",
        "'template':'t','digestKey':'k'              | /digestWindow is required with digestKey",
        "'template':'t','digestMode':'first'         | /digestMode can only be used with digestKey",
        "'template':'t','digestKey':'k','digestWindow':'PT1S','undo':'PT1S'"
            + "                                      | /digestKey cannot be combined with sendAt,"
            + " delay, undo, expiresAt, other keys and attachments",
      })
  void whatDoesNotFitIsSaidInPlainWords(String fields, String sentence) {
    Failure failure = catchThrowableOfType(Failure.class, () -> read(TO + fields.strip() + "}"));
    assertThat(failure.message()).isEqualTo(sentence.strip());
  }

  private static String refusal(String json) {
    return catchThrowableOfType(Failure.class, () -> read(json)).message();
  }

  private static AcceptMail read(String json) {
    return Json.read(json.replace('\'', '"'), AcceptMail.class);
  }
}
