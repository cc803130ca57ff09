package dev.carillon.notifier.mime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.From;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How headers are written: what stays ASCII, where lines end, what old readers see. */
class HeaderLinesTest {
  private static final MimeWriter WRITER = new MimeWriter(new From("from@test", null), null);
  private static final String SENTENCE = "Your order 4711 of the 26th has left our house in Bern";
  private static final String LONG_NAME = "X-" + "N".repeat(60);

  @Test
  void asciiStaysAsciiAndIsFolded() throws Exception {
    String subject = (SENTENCE + "; ").repeat(8).strip();
    String written =
        written(subject, "Ada \"the\" Countess of " + SENTENCE, Map.of("X-A", subject));
    assertThat(written).doesNotContain("=?");
    assertThat(written.lines()).allMatch(line -> line.length() <= 76);
    MimeMessage read = read(written);
    assertThat(read.getSubject()).isEqualTo(subject);
    assertThat(MimeUtility.unfold(read.getHeader("X-A", null))).isEqualTo(subject);
  }

  @Test
  void whatCannotBeFoldedStaysInItsLine() throws Exception {
    for (String subject : List.of("x".repeat(500), "a  b".repeat(60), "a " + "y".repeat(300))) {
      String written = written(subject, null, Map.of());
      assertThat(written).doesNotContain("=?");
      assertThat(read(written).getSubject()).isEqualTo(subject);
    }
    String tooLong = "z".repeat(2_000);
    String written = written(tooLong, null, Map.of());
    assertThat(written.lines()).allMatch(line -> line.length() <= 76);
    assertThat(read(written).getSubject()).isEqualTo(tooLong);
  }

  @Test
  void noLineWithAnEncodedWordIsLongerThan76() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder("é");
      for (int n = random.nextInt(150); n > 0; n--) {
        text.append(List.of("a", "é", "世", "\uD83D\uDE00", " ").get(random.nextInt(5)));
      }
      String wide = text + "é";
      String written = written(wide, wide, Map.of("X-A", wide, LONG_NAME, wide));
      assertThat(written.lines().filter(line -> line.contains("=?")))
          .allMatch(line -> line.length() <= 76);
      MimeMessage read = read(written);
      assertThat(read.getSubject()).isEqualTo(wide);
      assertThat(((InternetAddress) read.getAllRecipients()[0]).getPersonal()).isEqualTo(wide);
      for (String name : List.of("X-A", LONG_NAME)) {
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(read.getHeader(name, null))))
            .isEqualTo(wide);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "APPLICATION/PDF",
        "text/csv; charset=utf-8",
        "Text/Plain;charset=\"utf-8\"; format=flowed",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.api+json; profile=\"https://example.org/a; b=c\"; q=1"
      })
  void aMediaTypeIsKeptWithItsParameters(String type) throws Exception {
    Content content =
        new Content("t", null, null, Map.of(), List.of(new Attachment("a", type, "aGk=")), null);
    String written = written(TestMails.outgoing("a@b.c", content));
    assertThat(written.lines()).allMatch(line -> line.length() <= 90);
    String read = ((MimeMultipart) read(written).getContent()).getBodyPart(1).getContentType();
    assertThat(MimeUtility.unfold(read).replace(" ", "").toLowerCase(java.util.Locale.ROOT))
        .isEqualTo(type.replace(" ", "").toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void aReaderThatDoesNotKnowRfc2231SeesANameToo() {
    Content content =
        new Content(
            "t",
            null,
            null,
            Map.of(),
            List.of(new Attachment("Größe \"1\".pdf", "application/pdf", "aGk=")),
            null);
    assertThat(written(TestMails.outgoing("a@b.c", content)))
        .contains("attachment;\r\n filename=\"Gr__e _1_.pdf\";\r\n filename*=UTF-8''Gr%C3%B6%C3")
        .contains("%9Fe%20%221%22.pdf\r\n");
  }

  private static String written(
      String subject, @Nullable String name, Map<String, String> headers) {
    Outgoing mail =
        TestMails.outgoing(
            "ada.of.some.length@mail.example.org",
            new Content("text", null, null, headers, List.of(), null));
    return written(MimeWriterTest.subject(mail, subject, name));
  }

  private static String written(Outgoing mail) {
    return MimeWriterTest.unstuffed(new String(WRITER.write(mail), StandardCharsets.US_ASCII));
  }

  private static MimeMessage read(String written) throws MessagingException {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(written.getBytes(StandardCharsets.US_ASCII)));
  }
}
