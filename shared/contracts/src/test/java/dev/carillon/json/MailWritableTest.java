package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.KeptMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailContent;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.mail.Priority;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What mail writes of itself is, byte for byte, what reflection makes of it. */
class MailWritableTest {
  private static final int RECORDS = 1_000;

  private final AnyValues any = new AnyValues(20_261_127);

  @Test
  void pagesOfMailAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      isTheSame(new MailPage(some(this::mail), any.perhaps(any::text)));
    }
  }

  @Test
  void timelinesAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      isTheSame(new MailTimeline(any.uuid(), any.perhaps(any::text), some(this::event)));
    }
  }

  @Test
  void whatIsKeptOfAPersonIsTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      Doc free = Doc.object("text", any.text(), "html", null, "items", List.of(1, 2.5, true));
      isTheSame(new KeptMail(mail(), any.perhaps(() -> free), any.perhaps(any::text)));
    }
  }

  @Test
  void answersToAcceptedMailAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      isTheSame(
          new Accepted(
              any.uuid(),
              any.of(MailState.values()),
              any.time(),
              any.perhaps(any::time),
              any.bool()));
    }
  }

  private static void isTheSame(Object value) {
    assertThat(Json.bytes(value))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(new String(Json.reflected(value), StandardCharsets.UTF_8));
  }

  private <T> List<T> some(Supplier<T> value) {
    return Stream.generate(value).limit(any.below(3)).toList();
  }

  private Mail mail() {
    return new Mail(
        any.uuid(),
        any.of(MailState.values()),
        any.perhaps(() -> new MailedTo(any.perhaps(any::uuid), any.text(), any.perhaps(any::text))),
        any.perhaps(any::text),
        any.text(),
        any.time(),
        any.perhaps(any::time),
        any.perhaps(any::time),
        any.perhaps(any::time),
        any.perhaps(any::text),
        any.perhaps(any::uuid),
        any.perhaps(any::text),
        any.perhaps(any::text),
        any.bool(),
        any.of(Priority.values()),
        some(this::attempt),
        any.perhaps(this::content));
  }

  private MailAttempt attempt() {
    return new MailAttempt(
        any.below(30), any.time(), any.text(), any.perhaps(any::text), any.perhaps(any::text));
  }

  private MailContent content() {
    return new MailContent(
        any.text(),
        any.perhaps(any::text),
        any.perhaps(any::text),
        any.perhaps(() -> new From("from@carillon.example", any.perhaps(() -> "The sender"))),
        any.bool() ? Map.of() : Map.of("X-One", any.text(), "X-\"Two\"", any.text()),
        some(() -> new Attachment(any.text(), any.text(), any.text())));
  }

  private MailTimeline.Event event() {
    return new MailTimeline.Event(
        any.time(),
        any.text(),
        any.perhaps(any::text),
        any.perhaps(any::text),
        any.perhaps(any::text),
        any.perhaps(any::time),
        any.perhaps(() -> any.below(9)),
        any.perhaps(any::text),
        any.perhaps(any::uuid),
        any.perhaps(this::tried),
        any.perhaps(() -> any.of(MailState.values())),
        any.perhaps(any::text));
  }

  private MailTimeline.Attempt tried() {
    return new MailTimeline.Attempt(
        any.below(30),
        any.perhaps(any::time),
        any.perhaps(any::text),
        any.perhaps(any::text),
        any.text(),
        some(() -> new MailTimeline.Step(any.text(), any.number(), any.perhaps(any::text))));
  }
}
