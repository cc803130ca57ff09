package dev.carillon.embedded.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.inbox.InboxContent;
import dev.carillon.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever arrives is read as far as it goes, in bounded time and room, and never fails. */
class ParsedMailTest {
  private static final UUID ID = StoredMail.id(1_764_325_815_000_123L);
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration QUICK = Duration.ofSeconds(60);
  private static final String PICTURE = "iVBORw0KGgo=";

  /** As a decent program sends it. */
  private static final String DECENT =
      """
      From: Ada <ada@example.org>
      Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
      Message-ID: <1@example.org>
      Content-Type: multipart/mixed; boundary=m

      --m
      Content-Type: multipart/alternative; boundary=a

      --a
      Content-Type: text/plain; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable

      Gr=FC=DFe
      --a
      Content-Type: multipart/related; boundary=r

      --r
      Content-Type: text/html; charset=utf-8

      <p>Hello <img src="cid:logo@1"><img src="https://tracker.example/1.png"></p>
      --r
      Content-Type: image/png
      Content-ID: <logo@1>
      Content-Transfer-Encoding: base64

      %s
      --r--
      --a--
      --m
      Content-Type: application/pdf; name="=?utf-8?Q?Rechnung_=E2=82=AC.pdf?="
      Content-Disposition: attachment
      Content-Transfer-Encoding: base64

      JVBERi0=
      --m--
      """
          .formatted(PICTURE);

  private static ParsedMail parsed(String message) {
    return parsed(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static ParsedMail parsed(byte[] message) {
    return Assertions.assertTimeoutPreemptively(
        QUICK,
        () -> ParsedMail.of(MailFile.parse(MailFile.withEnvelope("a@b.c", "d@e.f", message))));
  }

  private static InboxContent content(ParsedMail mail) {
    InboxContent content = Assertions.assertTimeoutPreemptively(QUICK, () -> mail.content(ID, AT));
    assertThat(Json.bytes(content)).isNotEmpty(); // no half of a surrogate pair is in it
    return content;
  }

  @Test
  void aDecentMailIsShownWithItsTextHtmlPicturesAndFiles() {
    ParsedMail mail = parsed(DECENT);
    InboxContent content = content(mail);
    assertThat(content.subject()).isEqualTo("Grüße");
    assertThat(content.messageId()).isEqualTo("<1@example.org>");
    assertThat(content.from() + content.to()).isEqualTo("a@b.cd@e.f");
    assertThat(content.text()).startsWith("Grüße");
    assertThat(content.html()).contains("cid:logo@1");
    assertThat(content.remotePictures()).isTrue();
    assertThat(content.truncated()).isFalse();
    assertThat(content.headers()).contains(new InboxContent.Header("Subject", "Grüße"));
    assertThat(content.attachments())
        .containsExactly(
            new InboxContent.Attached(0, "part-0", "image/png", 8),
            new InboxContent.Attached(1, "Rechnung €.pdf", "application/pdf", 5));
    assertThat(mail.html())
        .contains("src=\"data:image/png;base64," + PICTURE + "\"")
        .contains("https://tracker.example/1.png");
    assertThat(new String(mail.file(1).bytes(2, 2), StandardCharsets.UTF_8)).isEqualTo("DF");
    assertThat(mail.file(2)).isNull();
    assertThat(new String(mail.source(), StandardCharsets.UTF_8)).startsWith("From: Ada");
  }

  @Test
  void partsWithinPartsEndAtADepth() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 900; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n".formatted(i, i));
    }
    InboxContent content = content(parsed("Subject: Deep\n" + deep + "\nend\n"));
    assertThat(content.subject()).isEqualTo("Deep");
    assertThat(content.truncated()).isTrue();
  }

  @Test
  void thousandsOfPartsAreNotParsed() {
    String parts = "--b\n".repeat(200_000);
    InboxContent content =
        content(parsed("Subject: Many\nContent-Type: multipart/mixed; boundary=b\n\n" + parts));
    assertThat(content.subject()).isEqualTo("(not readable: it has more than 1000 parts)");
    assertThat(content.attachments()).isEmpty();
    assertThat(content.truncated()).isTrue();
  }

  @Test
  void hugeHeadersAreNotParsedAndManyAreCut() {
    assertThat(content(parsed("A:\n".repeat(300_000) + "\nx")).subject())
        .contains("more than 5000 lines of headers");
    assertThat(content(parsed("Subject: " + "x".repeat(1 << 20) + "\n\nx")).subject())
        .contains("bytes of headers");
    assertThat(
            content(
                    parsed(
                        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                            + "A:\n".repeat(100_000)
                            + "\nx\n--b--"))
                .subject())
        .contains("more than 5000 lines of headers");
    InboxContent many =
        content(parsed("A: " + "y".repeat(9_000) + "\n" + "B: c\n".repeat(400) + "\nx"));
    assertThat(many.headers()).hasSize(200);
    assertThat(many.headers().get(0).value()).hasSize(8_000);
    assertThat(many.truncated()).isTrue();
  }

  @Test
  void aTextWithManyDashesIsNoMultipart() {
    InboxContent content = content(parsed("Subject: Diff\n\n" + "--- a\nb\n".repeat(50_000)));
    assertThat(content.subject()).isEqualTo("Diff");
    assertThat(content.text()).startsWith("--- a\nb\n").hasSize(200_000);
    assertThat(content.truncated()).isTrue();
  }

  @Test
  void whatIsBrokenIsReadAsFarAsItGoes() {
    assertThat(content(parsed("Content-Type: text/plain; charset=no-such\n\nä")).text())
        .isEqualTo("ä");
    assertThat(content(parsed("Content-Type: ;;;\n\nx")).subject()).isEmpty();
    assertThat(content(parsed("Content-Transfer-Encoding: none-such\n\nx")).text()).isEmpty();
    assertThat(content(parsed("Content-Type: multipart/mixed\n\nno parts")).subject()).isEmpty();
    assertThat(content(parsed("")).text()).isEmpty();
    assertThat(content(parsed("Subject: =?utf-16be?B?2AA=?= =?no-such?Q?x?=\n\n")).subject())
        .doesNotContain("\ud800");
    InboxContent names =
        content(
            parsed(
                """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: x/y; name="a\u202egnp.exe"
                Content-Disposition: attachment

                1
                --b
                Content-Type: ../../etc
                Content-Disposition: attachment; filename*=broken''%zz

                2
                --b--
                """));
    assertThat(names.attachments())
        .extracting(InboxContent.Attached::type)
        .containsExactly("x/y", "application/octet-stream");
    assertThat(names.attachments().get(0).name()).doesNotContain("\u202e");
  }

  @Test
  void aPictureThatIsNamedAThousandTimesFillsNoMemoryHoweverItIsSpelled() {
    String page =
        IntStream.range(0, 1_000)
            .mapToObj(i -> String.format("%10s", Integer.toBinaryString(i)).replace(' ', '0'))
            .map(bits -> bits.replace("0", "a").replace("1", "%61"))
            .map(name -> "<img src=\"cid:" + name + "\">")
            .collect(Collectors.joining());
    String picture = Base64.getMimeEncoder().encodeToString(new byte[1 << 20]);
    String html =
        parsed(
                """
                Content-Type: multipart/related; boundary=r

                --r
                Content-Type: text/html

                %s
                --r
                Content-Type: image/png
                Content-ID: <aaaaaaaaaa>
                Content-Transfer-Encoding: base64

                %s
                --r--
                """
                    .formatted(page, picture))
            .html();
    assertThat(html.length()).isBetween(2_000_000, MailHtml.MAX_WHOLE);
    assertThat(html.split("data:image", -1).length).as("two fit").isEqualTo(3);
  }

  @Test
  void onlyPicturesTakeThePlaceOfTheirNames() {
    String html =
        parsed(
                """
                Content-Type: multipart/related; boundary=r

                --r
                Content-Type: text/html

                <img src="cid:a"><img src="cid:%zz"><img src='cid:none'>
                --r
                Content-Type: text/html; name=a
                Content-ID: <a>

                <script>parent.taken = 1</script>
                --r--
                """)
            .html();
    assertThat(html).contains("cid:a", "cid:%zz", "cid:none").doesNotContain("taken");
  }

  /** Bytes are changed, left out and doubled at random, always in the same way. */
  @Test
  void nothingThatComesMakesItFail() {
    Random random = new Random(20_261_128);
    byte[] decent = DECENT.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1_000; i++) {
      byte[] mail = decent.clone();
      for (int j = random.nextInt(20); j >= 0; j--) {
        int at = random.nextInt(mail.length);
        int length = Math.min(random.nextInt(30), mail.length - at);
        switch (random.nextInt(3)) {
          case 0 -> mail[at] = (byte) random.nextInt(256);
          case 1 -> System.arraycopy(decent, random.nextInt(decent.length - 30), mail, at, length);
          default -> Arrays.fill(mail, at, at + length, (byte) '\n');
        }
      }
      ParsedMail parsed = ParsedMail.of(MailFile.parse(MailFile.withEnvelope("", "", mail)));
      assertThat(Json.bytes(parsed.content(ID, AT))).isNotEmpty();
      assertThat(Json.bytes(parsed.summary(ID, AT))).isNotEmpty();
      parsed.html();
    }
  }
}
