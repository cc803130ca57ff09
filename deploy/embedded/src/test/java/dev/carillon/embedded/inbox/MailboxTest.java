package dev.carillon.embedded.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.inbox.DeleteInbox;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mails of a folder: found, deleted, and never more than there may be. */
class MailboxTest {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00.123Z");

  @TempDir Path folder;
  private Mailbox box;

  @BeforeEach
  void load() throws IOException {
    box = Mailbox.load(folder, new Mailbox.Bounds(5, 10_000));
  }

  private void add(String to, String subject, String text) throws IOException {
    String message = "Subject: " + subject + "\r\n\r\n" + text;
    box.add("from@example.org", to, message.getBytes(StandardCharsets.UTF_8), AT);
  }

  private List<String> subjects(String to, String q) {
    return box.list(new ListInbox(to, 200, q)).items().stream().map(InboxMail::subject).toList();
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void theOldestGoWhenThereAreTooMany() throws IOException {
    for (int i = 0; i < 8; i++) {
      add("ada@example.org", "S" + i, "x");
    }
    assertThat(subjects(null, null)).containsExactly("S7", "S6", "S5", "S4", "S3");
    assertThat(files()).isEqualTo(5);
  }

  @Test
  void theOldestGoWhenTheyAreTooLargeTogetherButTheNewestStays() throws IOException {
    add("ada@example.org", "small", "x");
    add("ada@example.org", "half", "x".repeat(6_000));
    add("ada@example.org", "other half", "x".repeat(6_000));
    assertThat(subjects(null, null)).containsExactly("other half");
    add("ada@example.org", "whole", "x".repeat(60_000));
    assertThat(subjects(null, null)).containsExactly("whole");
    assertThat(files()).isEqualTo(1);
    box.delete(new DeleteInbox(null, null, null, true));
    assertThat(box.kept().getKey() + box.kept().getValue()).isZero();
  }

  @Test
  void mailIsFoundByAddressAndByEachOfItsWordsInAnyCase() throws IOException {
    add("ada@example.org", "Your INVOICE", "of May");
    add("tom@example.org", "Grüße", "a (very) odd * text");
    assertThat(subjects("ADA@example.org", null)).containsExactly("Your INVOICE");
    assertThat(subjects(null, "may  invoice")).containsExactly("Your INVOICE");
    assertThat(subjects(null, "GRÜSSE")).isEmpty();
    assertThat(subjects(null, "GRÜß")).containsExactly("Grüße");
    assertThat(subjects(null, "(very) *")).containsExactly("Grüße");
    assertThat(subjects(null, "from@")).hasSize(2);
    assertThat(subjects(null, "tom@")).containsExactly("Grüße");
    assertThat(subjects("ada@example.org", "odd")).isEmpty();
  }

  @Test
  void oneIsDeletedOrThoseThatMatchOrAll() throws IOException {
    add("ada@example.org", "one", "x");
    add("ada@example.org", "two", "x");
    add("tom@example.org", "three", "x");
    UUID one = box.list(new ListInbox(null, 3)).items().get(2).id();
    assertThat(box.delete(new DeleteInbox(one, null, null, false))).isEqualTo(1);
    assertThatThrownBy(() -> box.delete(new DeleteInbox(one, null, null, false)))
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.NOT_FOUND));
    assertThatThrownBy(() -> box.open(one)).isInstanceOf(Failure.class);
    assertThat(box.delete(new DeleteInbox(null, "ada@example.org", "x", false))).isEqualTo(1);
    assertThat(subjects(null, null)).containsExactly("three");
    assertThat(box.delete(new DeleteInbox(null, null, null, true))).isEqualTo(1);
    assertThat(files()).isZero();
  }

  @Test
  void aMailHasTheSameIdAfterAStartAndOthersHaveNone() throws IOException {
    add("ada@example.org", "one", "x");
    add("ada@example.org", "two", "x");
    List<InboxMail> before = box.list(new ListInbox(null, 5)).items();
    assertThat(before).extracting(m -> m.id().version()).containsOnly(7);
    assertThat(before.get(0).id()).isGreaterThan(before.get(1).id());
    Mailbox again = Mailbox.load(folder, Mailbox.Bounds.USUAL);
    assertThat(again.list(new ListInbox(null, 5)).items())
        .extracting(InboxMail::id)
        .containsExactly(before.get(0).id(), before.get(1).id());
    UUID id = before.get(0).id();
    UUID near = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
    assertThatThrownBy(() -> again.find(near)).isInstanceOf(Failure.class);
    assertThat(again.open(id).summary(id, AT).subject()).isEqualTo("two");
  }

  @Test
  void aMailIsWrittenWholeOrNotAtAll() throws IOException {
    Path inTheWay = folder.resolve(AT.toEpochMilli() * 1_000 + ".eml/x");
    Files.createDirectories(inTheWay);
    assertThatThrownBy(() -> add("ada@example.org", "S", "x")).isInstanceOf(IOException.class);
    assertThat(subjects(null, null)).isEmpty();
    assertThat(files()).as("but for what was in the way").isEqualTo(1);
    add("ada@example.org", "next", "x");
    assertThat(subjects(null, null)).containsExactly("next");
  }

  @Test
  void whatWasBeingWrittenWhenTheProcessEndedIsNoMail() throws IOException {
    add("ada@example.org", "S", "x");
    Files.writeString(folder.resolve("1764331200123001.part"), "To: ada@exa");
    load();
    assertThat(subjects(null, null)).containsExactly("S");
    assertThat(files()).isEqualTo(1);
  }
}
