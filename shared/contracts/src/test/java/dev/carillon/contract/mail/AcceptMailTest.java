package dev.carillon.contract.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.time.Duration;
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
    assertThat(read(TO + "'template':'t','data':{'a':1}}").body())
        .isEqualTo(new MailBody.Filled("t", Doc.object("a", 1)));
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
        "'template':'a b'                            | /template is not a template name",
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

  private static AcceptMail read(String json) {
    return Json.read(json.replace('\'', '"'), AcceptMail.class);
  }
}
