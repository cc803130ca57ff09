package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing stays merged into what is not sent. On a real PostgreSQL. */
class MergedMailIT extends QueueTables {
  private static final Window DIGEST =
      Window.digest(DigestMode.FIXED, "news", Duration.ofMinutes(10));
  private static final Window DEBOUNCE = Window.debounce("draft", Duration.ofMinutes(10));

  @Test
  void whatACancelledDigestHadGatheredIsSentWithoutIt() {
    UUID one = gather("one");
    UUID two = gather("two");
    UUID last = gather("last");
    assertThat(stores.controls().cancel(last, "why").await()).isEqualTo(ChangeResult.CHANGED);
    assertThat(state(last)).isEqualTo(MailState.CANCELLED);
    assertThat(state(two)).isEqualTo(MailState.SCHEDULED);
    assertThat(endOf(one)).isEqualTo(two);
    assertThat(promote()).isZero(); // its window is still open
    UUID next = gather("next");
    assertThat(endOf(one)).isEqualTo(next);
    assertThat(textOfWhatGoesAfter("11 min")).isEqualTo("one two next");
    settle(next, AttemptOutcome.Kind.SENT);
    assertTold(3);
  }

  @Test
  void whatSomebodyHasPutOffIsStillPutOffWhenTheNextTakesItsPlace() {
    UUID one = gather("one");
    Instant later = Instant.now().plus(Duration.ofHours(2));
    stores.controls().reschedule(one, later, ADA).await();
    gather("two");
    later("11 min");
    assertThat(promote()).isZero();
    gather("three");
    assertThat(promote()).isZero();
    assertThat(textOfWhatGoesAfter("121 min")).isEqualTo("one two three");
  }

  @Test
  void allThatADigestGathersCanBeCalledBackOneAfterTheOther() throws Exception {
    List<UUID> all = List.of(gather("one"), gather("two"), gather("three"));
    for (int i = 2; i >= 0; i--) {
      stores.controls().cancel(all.get(i), "why").await();
      assertThat(state(all.get(i))).isEqualTo(MailState.CANCELLED);
    }
    assertThat(query("select count(*) from deferred")).isEqualTo("0");
    UUID another = gather("another");
    assertThat(textOfWhatGoesAfter("11 min")).isEqualTo("another");
    settle(another, AttemptOutcome.Kind.SENT);
    assertTold(1);
  }

  @Test
  void whatWaitedInADebounceWindowComesBackWhenTheLastIsCalledBackByItsWorker() {
    UUID first = debounced("first", null);
    UUID second = debounced("second", null);
    later("11 min");
    promote();
    Batch batch = claim(1001);
    settle(batch, second, AttemptOutcome.Kind.CANCELLED);
    assertThat(textOfWhatGoesAfter("11 min")).isEqualTo("first");
    settle(first, AttemptOutcome.Kind.SENT);
    assertTold(1);
  }

  @Test
  void whatExpiresGivesItsPlaceBackAndSoDoesWhatNobodyWants() {
    UUID first = debounced("first", null);
    UUID second = debounced("second", null);
    UUID third = debounced("third", Instant.EPOCH);
    later("11 min");
    promote();
    settle(claim(1001), third, AttemptOutcome.Kind.EXPIRED);
    promote();
    settle(claim(1001), second, AttemptOutcome.Kind.SUPPRESSED);
    promote();
    settle(claim(1001), first, AttemptOutcome.Kind.SENT);
    assertTold(1);
  }

  @Test
  void whatIsDeadKeepsWhatItGatheredUntilItIsTriedAgain() {
    gather("one");
    UUID last = gather("last");
    later("11 min");
    promote();
    settle(claim(1001), last, AttemptOutcome.Kind.DEAD);
    assertTold(0);
    assertThat(ledger().states()).containsEntry("merged", 1L).containsEntry("dead", 1L);
    assertThat(stores.controls().retry(last, ADA).await()).isTrue();
    settle(claim(1001), last, AttemptOutcome.Kind.SENT);
    assertTold(2);
  }

  @Test
  void whatWasMergedForSomebodyWhoIsErasedIsCancelledWithIt() throws Exception {
    UUID one = gather("one");
    UUID two = gather("two");
    UUID last = gather("last");
    stores.erasures().cancelPending(erased("a@b.c")).await();
    assertThat(List.of(state(one), state(two), state(last))).containsOnly(MailState.CANCELLED);
    assertThat(query("select count(*) from deferred")).isEqualTo("0");
    assertTold(0);
  }

  /** Whoever comes while the last is called back finds either of them, and loses nothing. */
  @Test
  void mailsThatComeWhileTheLastIsCalledBackAreAllSaidOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      UUID kept = gather("kept" + i);
      UUID gone = gather("gone" + i);
      Future<ChangeResult> cancelled = stores.controls().cancel(gone, "why");
      Future<Accepted> next = gather(digested("next" + i, DIGEST));
      Future.join(cancelled, next).await();
      expected.add("kept" + i);
      expected.add("next" + i);
      if (cancelled.result() != ChangeResult.CHANGED) {
        expected.add("gone" + i);
      }
      assertThat(kept).isNotNull();
    }
    later("2 h");
    promote();
    List<String> said = new ArrayList<>();
    for (Batch batch : stores.queue().claim(1001, room(256)).await()) {
      for (Outgoing mail : batch.mails()) {
        said.addAll(List.of(mail.content().text().split(" ")));
        settle(batch, mail.id(), AttemptOutcome.Kind.SENT);
      }
    }
    assertThat(said).containsExactlyInAnyOrderElementsOf(expected);
    assertTold(expected.size());
  }

  @Test
  void theContentOfWhatWasMergedIsKeptAsLongAsItMayComeBack() {
    Retention retention =
        new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));
    Window month = Window.digest(DigestMode.SLIDING, "month", Duration.ofDays(31));
    UUID first = gather(digested("first", month)).await().id();
    UUID last = gather(digested("last", month)).await().id();
    later("30 d 1 h");
    while (retention.step().await()) {
      // the next one
    }
    stores.controls().cancel(last, "why").await();
    assertThat(stores.mails().get(first).await().subject()).isNotNull();
    assertThat(textOfWhatGoesAfter("32 d")).isEqualTo("first");
  }

  @Test
  void aSuppressionOfATopicIsNoLossOfWhatHasAnother() {
    stores.suppressions().add(new Suppress("a@b.c", "news", null), ADA, null).await();
    MailSchedule schedule = schedule(DEBOUNCE, null);
    NewMail wanted = mail("a@b.c", new MailTags(null, "bills", false, null, false), schedule);
    NewMail unwanted = mail("a@b.c", new MailTags(null, "news", false, null, false), schedule);
    gather(wanted).await();
    gather(unwanted).await();
    later("11 min");
    promote();
    Batch batch = claim(1001);
    assertThat(batch.mails().get(0).decision().kind().name()).isEqualTo("SUPPRESSED");
    settle(batch, unwanted.id(), AttemptOutcome.Kind.SUPPRESSED);
    promote();
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(wanted.id());
  }

  private static UUID gather(String what) {
    return gather(digested(what, DIGEST)).await().id();
  }

  private static UUID debounced(String what, @Nullable Instant expiresAt) {
    NewMail mail = digested(what, DEBOUNCE);
    gather(
            new NewMail(
                mail.id(),
                mail.recipient(),
                null,
                null,
                "S",
                Content.text(what),
                mail.messageId(),
                mail.tags(),
                schedule(
                    DEBOUNCE, expiresAt == null ? null : Instant.parse("2040-01-01T00:00:00Z")),
                null))
        .await();
    return mail.id();
  }

  private static NewMail digested(String what, Window window) {
    UUID id = ids.next();
    return saying(id, List.of(Doc.object("what", what)), what, window);
  }

  private static NewMail saying(UUID id, List<Doc> items, String last, Window window) {
    String text = items.stream().map(item -> item.text("what")).collect(Collectors.joining(" "));
    return new NewMail(
        id,
        "a@b.c",
        "A",
        null,
        "S",
        Content.text(text),
        "<" + id + "@test>",
        MailTags.NONE,
        schedule(window, null),
        new DigestItem(Doc.object("what", last), all -> saying(id, all, last, window)));
  }

  private static MailSchedule schedule(Window window, @Nullable Instant expiresAt) {
    return new MailSchedule(null, window.length(), false, expiresAt, Priority.NORMAL, null, window);
  }

  /** The one mail that goes then. */
  private String textOfWhatGoesAfter(String interval) {
    later(interval);
    promote();
    Batch batch = claim(1001);
    assertThat(batch.mails()).hasSize(1);
    inHand = batch;
    return batch.mails().get(0).content().text();
  }

  private @Nullable Batch inHand;

  private void settle(UUID id, AttemptOutcome.Kind kind) {
    settle(inHand, id, kind);
  }

  private static UUID endOf(UUID id) {
    UUID next = stores.mails().get(id).await().mergedInto();
    return next == null ? id : endOf(next);
  }

  private static Ledger ledger() {
    return stores.mails().ledger().await();
  }

  private static void assertTold(int told) {
    for (int i = 0; i < 3; i++) {
      stores.retention().balance(1_000).await();
    }
    assertThat(ledger().told()).isEqualTo(told);
    assertThat(ledger().balanced()).as("%s", ledger()).isTrue();
  }
}
