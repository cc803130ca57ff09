package dev.carillon.embedded.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Timers;
import dev.carillon.contract.inbox.AwaitInbox;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a mail gets it, or hears in time that none came; and nobody is kept for longer. */
class WaitsTest {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;
  private final HandTimers timers = new HandTimers();
  private Mailbox box;
  private Waits waits;

  /** Timers that run when a test says so. */
  private static final class HandTimers implements Timers {
    private final List<Runnable> set = new ArrayList<>();

    @Override
    public Pending after(Duration delay, Runnable action) {
      set.add(action);
      return () -> set.remove(action);
    }
  }

  @BeforeEach
  void begin() throws IOException {
    box = Mailbox.load(folder, Mailbox.Bounds.USUAL);
    waits = new Waits(box, timers);
  }

  private void add(String to, String subject, Instant at) throws IOException {
    box.add(
        "a@b.c", to, ("Subject: " + subject + "\r\n\r\nx").getBytes(StandardCharsets.UTF_8), at);
  }

  private static List<String> subjects(Future<InboxPage> page) {
    assertThat(page.isComplete()).isTrue();
    return page.result().items().stream().map(InboxMail::subject).toList();
  }

  @Test
  void aMailThatIsThereIsTheAnswerAndTheNewestIsTaken() throws IOException {
    add("ada@example.org", "Code 1", AT);
    add("ada@example.org", "Code 2", AT.plusSeconds(1));
    add("ada@example.org", "Other", AT.plusSeconds(2));
    assertThat(subjects(waits.await(new AwaitInbox("ADA@example.org", "code", AT, 1_000))))
        .containsExactly("Code 2");
    assertThat(waits.size()).isZero();
    assertThat(timers.set).isEmpty();
  }

  @Test
  void aMailThatComesIsTheAnswerAndOthersAreNot() throws IOException {
    Future<InboxPage> code = waits.await(new AwaitInbox("ada@example.org", "code", AT, 1_000));
    add("ada@example.org", "News", AT);
    add("tom@example.org", "Code 1", AT);
    add("ada@example.org", "Code 2", AT.minusSeconds(9));
    assertThat(code.isComplete()).isFalse();
    add("ada@example.org", "Your CODE", AT);
    assertThat(subjects(code)).containsExactly("Your CODE");
    assertThat(waits.size()).isZero();
    assertThat(timers.set).as("timers that were left behind").isEmpty();
  }

  @Test
  void whenTheTimeIsOverNothingIsTheAnswer() {
    Future<InboxPage> none = waits.await(new AwaitInbox(null, null, null, 1_000));
    List.copyOf(timers.set).forEach(Runnable::run);
    assertThat(subjects(none)).isEmpty();
    assertThat(waits.size()).isZero();
  }

  @Test
  void onlySoManyWaitAtATime() {
    for (int i = 0; i < Waits.MAX; i++) {
      waits.await(new AwaitInbox(null, null, null, 1_000));
    }
    Future<InboxPage> one = waits.await(new AwaitInbox(null, null, null, 1_000));
    assertThat(((Failure) one.cause()).code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(waits.size()).isEqualTo(Waits.MAX);
  }
}
