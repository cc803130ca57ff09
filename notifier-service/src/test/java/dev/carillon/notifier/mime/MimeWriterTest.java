package dev.carillon.notifier.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.From;
import dev.carillon.failure.Failure;
import dev.carillon.failure.VisibleText;
import dev.carillon.json.Json;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written is read back by another library, jakarta.mail. */
class MimeWriterTest {
  private static final MimeWriter WRITER = new MimeWriter(new From("from@test", null), null);
  private static final String WIDE = "Grüße, 世界 \uD83D\uDE00";

  @Test
  void everyPartComesBackAsItWas() throws Exception {
    byte[] file = new byte[5_000];
    new Random(1).nextBytes(file);
    Content content =
        new Content(
            WIDE + "\r\n.dot\nline \n" + "x".repeat(2_000),
            "<p>" + WIDE + "</p>",
            "reply@test",
            Map.of("X-Order", WIDE),
            List.of(
                new Attachment(
                    WIDE + ".bin",
                    "application/octet-stream",
                    Base64.getEncoder().encodeToString(file))),
            null);
    Outgoing mail = subject(TestMails.outgoing("ada@example.org", content), WIDE.repeat(20), WIDE);
    MimeMessage read = read(mail);
    assertThat(read.getSubject()).isEqualTo(WIDE.repeat(20));
    assertThat(((InternetAddress) read.getAllRecipients()[0]).getPersonal()).isEqualTo(WIDE);
    assertThat(read.getMessageID()).isEqualTo(mail.messageId());
    assertThat(
            jakarta.mail.internet.MimeUtility.decodeText(
                jakarta.mail.internet.MimeUtility.unfold(read.getHeader("X-Order", null))))
        .isEqualTo(WIDE);
    MimeMultipart mixed = (MimeMultipart) read.getContent();
    MimeMultipart texts = (MimeMultipart) mixed.getBodyPart(0).getContent();
    assertThat(texts.getContentType()).startsWith("multipart/alternative");
    assertThat(texts.getBodyPart(0).getContent())
        .isEqualTo(WIDE + "\r\n.dot\r\nline \r\n" + "x".repeat(2_000));
    assertThat(texts.getBodyPart(1).getContent()).isEqualTo("<p>" + WIDE + "</p>");
    BodyPart attachment = mixed.getBodyPart(1);
    assertThat(attachment.getFileName()).isEqualTo(WIDE + ".bin");
    assertThat(attachment.getInputStream().readAllBytes()).isEqualTo(file);
  }

  @Test
  void theSameMailGivesTheSameBytesAndOnlyPlainOnes() {
    Outgoing mail = subject(TestMails.outgoing("a@b.c", Content.text(WIDE)), WIDE, WIDE);
    byte[] bytes = WRITER.write(mail);
    assertThat(WRITER.write(mail)).isEqualTo(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).matches(Pattern.compile("[\\x20-\\x7e\t\r\n]*")).endsWith("\r\n.\r\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 998);
    assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
  }

  /** SMTP smuggling: no way of ending a line makes an early end of the mail. */
  @Test
  void nothingInTheTextEndsTheMail() {
    for (String end : List.of("\r\n", "\n", "\r", "\n\r", "\r\n\r")) {
      String text = "a" + end + "." + end + "MAIL FROM:<x@y.z>" + end + "." + end;
      String written =
          new String(
              WRITER.write(TestMails.outgoing("a@b.c", Content.text(text))),
              StandardCharsets.US_ASCII);
      assertThat(written.indexOf("\r\n.\r\n")).isEqualTo(written.length() - 5);
      assertThat(written.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    }
  }

  /**
   * Every header-bound field with every trick, alone and put together at random. Either the request
   * is refused, and names the field, or the mail has exactly the headers and the recipient that it
   * should have.
   */
  @Test
  void nothingIsInjected() throws Exception {
    Random random = new Random(7);
    int refused = 0;
    int sent = 0;
    for (int i = 0; i < 12_000; i++) {
      String field = FIELDS.get(i % FIELDS.size());
      String value = nasty(random);
      AcceptMail request;
      try {
        request = request(field, value);
      } catch (Failure failure) {
        String pointer = failure.details().get(0).pointer();
        assertThat(pointer).startsWith(field.startsWith("/headers") ? "/headers" : field);
        if (VisibleText.isVisible(value)
            || value.isBlank()) { // mail that is stored may show nothing
          assertRefusedByTheWriterToo(field, value);
        }
        refused++;
        continue;
      }
      assertOnlyWhatWasMeant(request, field, value);
      sent++;
    }
    assertThat(refused).isGreaterThan(3_000);
    assertThat(sent).isGreaterThan(2_000);
  }

  private static final List<String> FIELDS =
      List.of(
          "/to/email",
          "/to/name",
          "/subject",
          "/replyTo",
          "/headers/X-A",
          "/headers name",
          "/attachments/0/name",
          "/attachments/0/type");

  private static final List<String> TRICKS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\0",
          "\t",
          "\u000b",
          "\u0085",
          "\u2028",
          "\u2029",
          "\u007f",
          "\uD83D",
          "\r\nBcc: evil@z.z",
          "\nBcc: evil@z.z",
          "\r\n\r\nbody",
          "\r\n.\r\n",
          "%0d%0aBcc: e@z.z",
          "=?UTF-8?B?DQpCY2M6IGV2aWxAei56?=",
          "=?utf-8?q?=0d=0aBcc:?=",
          "<evil@z.z>",
          ">",
          "<",
          "\"",
          "\\",
          "\\\"",
          ",",
          ";",
          ":",
          "evil@z.z",
          ", evil@z.z",
          " <evil@z.z>",
          "\">",
          "(comment)",
          "> SIZE=1\r\nRCPT TO:<evil@z.z",
          "@",
          "a@b@c",
          "\u00e9",
          "嘊嘍",
          "\uD83D\uDE00",
          "name=\"x\"",
          "; boundary=x",
          "multipart/mixed",
          "message/rfc822",
          " ",
          "  ",
          "a",
          "ada@example.org");

  private static String nasty(Random random) {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      value.append(TRICKS.get(random.nextInt(TRICKS.size())));
    }
    return value.toString();
  }

  private static AcceptMail request(String field, String value) {
    JsonObject to =
        new JsonObject()
            .put("email", at(field, "/to/email", value, "to@test"))
            .put("name", at(field, "/to/name", value, "N"));
    JsonObject attachment =
        new JsonObject()
            .put("name", at(field, "/attachments/0/name", value, "f.txt"))
            .put("type", at(field, "/attachments/0/type", value, "text/plain"))
            .put("content", "aGk=");
    JsonObject headers =
        new JsonObject()
            .put(at(field, "/headers name", value, "X-A"), at(field, "/headers/X-A", value, "v"));
    JsonObject request =
        new JsonObject()
            .put("to", to)
            .put("subject", at(field, "/subject", value, "S"))
            .put("text", "text")
            .put("replyTo", at(field, "/replyTo", value, "reply@test"))
            .put("headers", headers)
            .put("attachments", new JsonArray().add(attachment));
    return Json.read(request.encode(), AcceptMail.class);
  }

  private static String at(String field, String here, String value, String usual) {
    return field.equals(here) ? value : usual;
  }

  private static Outgoing outgoing(AcceptMail request) {
    Content content =
        new Content(
            request.text(),
            null,
            request.replyTo(),
            request.headers(),
            request.attachments(),
            null);
    Outgoing mail = TestMails.outgoing(String.valueOf(request.to().email()), content);
    return subject(mail, request.subject(), request.to().name());
  }

  private static void assertOnlyWhatWasMeant(AcceptMail request, String field, String value)
      throws Exception {
    Outgoing mail = outgoing(request);
    MimeMessage read = read(mail);
    Set<String> names = new TreeSet<>();
    Collections.list(read.getAllHeaders()).forEach(h -> names.add(h.getName()));
    Set<String> meant =
        new TreeSet<>(
            List.of(
                "Date",
                "From",
                "To",
                "Reply-To",
                "Subject",
                "Message-ID",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type"));
    meant.addAll(request.headers().keySet());
    assertThat(names).as("%s = %s", field, value).isEqualTo(meant);
    assertThat(read.getAllRecipients()).hasSize(1);
    InternetAddress to = (InternetAddress) read.getAllRecipients()[0];
    assertThat(to.getAddress()).isEqualTo(request.to().email());
    assertThat(read.getSubject()).isEqualTo(request.subject());
    assertThat(to.getPersonal() == null ? "" : to.getPersonal())
        .isEqualToIgnoringWhitespace(String.valueOf(request.to().name()));
    assertThat(((MimeMultipart) read.getContent()).getCount()).isEqualTo(2);
  }

  /** Whoever comes past the edge is refused at the port. */
  private static void assertRefusedByTheWriterToo(String field, String value) {
    Content content = Content.text("t");
    Outgoing mail = TestMails.outgoing("to@test", content);
    Outgoing bad =
        switch (field) {
          case "/to/email" -> TestMails.outgoing(value, content);
          case "/to/name" -> subject(mail, "S", value);
          case "/subject" -> subject(mail, value, null);
          case "/replyTo" ->
              TestMails.outgoing(
                  "to@test", new Content("t", null, value, Map.of(), List.of(), null));
          default -> null;
        };
    if (bad != null) {
      assertThatThrownBy(() -> WRITER.write(bad)).isInstanceOf(Failure.class);
    }
  }

  static String unstuffed(String sent) {
    return sent.substring(0, sent.length() - 3).replace("\r\n..", "\r\n.");
  }

  static Outgoing subject(Outgoing mail, String subject, @Nullable String name) {
    return new Outgoing(
        mail.id(),
        mail.recipient(),
        name,
        subject,
        mail.content(),
        mail.messageId(),
        mail.date(),
        mail.decision(),
        mail.takenAt(),
        mail.tags(),
        mail.tries(),
        mail.sender());
  }

  private static MimeMessage read(Outgoing mail) throws MessagingException, IOException {
    String stuffed = new String(WRITER.write(mail), StandardCharsets.US_ASCII);
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(unstuffed(stuffed).getBytes(StandardCharsets.US_ASCII)));
  }
}
