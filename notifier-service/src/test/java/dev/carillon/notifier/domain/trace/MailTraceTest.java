package dev.carillon.notifier.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTraceTest {
  private static final String ADA = "ada@example.org";
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final MailTrace trace = new MailTrace(now::get);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250 2.1.0 Ok",
        "250 2.1.5 <ada@example.org>... Recipient ok",
        "250 2.1.5 OK 38308e7fff4ca-48a4f0cd6c9si31 - gsmtp",
        "354 Enter mail, end with \".\" on a line by itself",
        "250 =a",
        "250",
        "250 ada@example.org",
      })
  void whatWasSaidIsReadAsItWasSaid(String reply) {
    for (String verdict : List.of(reply, "250 2.0.0 OK 17 38308e7fff4ca-48a4f0cd6c9si31 - gsmtp")) {
      String kept = ReplyText.of(reply, ADA, verdict);
      assertThat(ReplyText.said(kept, ADA, verdict)).isEqualTo(reply);
      assertThat(kept.length()).isLessThanOrEqualTo(reply.length() + 1);
      assertThat(kept).doesNotContain(ADA, "|");
    }
    assertThat(ReplyText.said(ReplyText.plain(reply), null, null)).isEqualTo(reply);
  }

  @Test
  void repliesOfRelaysTakeFewBytes() {
    String session = " 38308e7fff4ca-48a4f0cd6c9si31 - gsmtp";
    String verdict = "250 2.0.0 OK 1712345678" + session;
    assertThat(ReplyText.of("250 2.1.0 OK" + session, ADA, verdict)).hasSizeLessThan(18);
    assertThat(ReplyText.of("250 2.1.5 Ok", ADA, verdict)).hasSize(2);
  }

  @Test
  void aTraceIsReadAsItWasWrittenWithTheConnectionThatWasOpenedForIt() {
    List<MailTrace.Step> opened =
        List.of(
            new MailTrace.Step("connect", 20, "220 mx ESMTP"),
            new MailTrace.Step("ehlo", 3, "250 mx PIPELINING"),
            new MailTrace.Step("starttls", 4, "220 go on"),
            new MailTrace.Step("ehlo", 5, "250 mx AUTH PLAIN"),
            new MailTrace.Step("auth", 6, "235 welcome"));
    now.addAndGet(50 * MILLI);
    trace.begins(opened);
    for (String reply : List.of("250 2.1.0 Ok", "250 2.1.5 Ok", "354 go on", "250 taken")) {
      now.addAndGet(7 * MILLI);
      trace.hears(reply);
    }
    String text = trace.text(12, "mx:25", ADA, "250 taken");
    List<MailTrace.Step> steps = MailTrace.steps(text, ADA, "250 taken");
    assertThat(steps)
        .startsWith(new MailTrace.Step("connect", 32, "220 mx ESMTP")) // all of it are 50 ms
        .containsSequence(opened.subList(1, 5))
        .endsWith(
            new MailTrace.Step("mail", 7, "250 2.1.0 Ok"),
            new MailTrace.Step("rcpt", 7, "250 2.1.5 Ok"),
            new MailTrace.Step("data", 7, "354 go on"),
            new MailTrace.Step("replied", 7, "250 taken"))
        .hasSize(9);
    assertThat(MailTrace.server(text)).isEqualTo("mx:25");
    assertThat(MailTrace.steps("12", null, null)).isEmpty();
    assertThat(MailTrace.server("12")).isNull();
    assertThat(MailTrace.steps(null, null, null)).isEmpty();
  }
}
