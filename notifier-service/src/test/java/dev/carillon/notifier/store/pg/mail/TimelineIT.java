package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.MailTimeline.Event;
import dev.carillon.contract.mail.MailTimeline.Step;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.Actor;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be read of a mail, and which mails are found. On a real PostgreSQL. */
class TimelineIT extends QueueTables {
  private static final String REQUEST = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void aTimelineTellsWhoSentItWhatHeldItAndWhatTheServerSaid() {
    asOwner("insert into worker_node (worker, node) values (1001, 'one:1'), (1018, 'two:2')");
    NewMail mail = mail().with(REQUEST, null);
    stores.inserts().enqueue(List.of(mail)).await();
    hold(mail.id(), "throttle all until 2040-01-01T00:00:00Z");
    hold(mail.id(), "throttle all until 2040-01-02T00:00:00Z");
    promoteAll();
    settle(
        mail.id(), AttemptOutcome.Kind.RETRY, "450 later", "1017|mx:25|c2|m1 250 ok|r30 450 later");
    promoteAll();
    settle(
        mail.id(),
        AttemptOutcome.Kind.SENT,
        "250 taken",
        "1018|mx:25|c|m1=a|r2 250 \u0001 was \u00025|d3=c|.400");
    List<Event> events = stores.mails().timeline(mail.id()).await().events();
    assertThat(events)
        .extracting(Event::kind)
        .containsExactly(
            "accepted",
            "claimed",
            "held",
            "claimed",
            "claimed",
            "attempt",
            "claimed",
            "attempt",
            "settled");
    assertThat(events)
        .filteredOn(event -> event.kind().equals("claimed"))
        .extracting(Event::node)
        .containsExactly("one:1", "one:1", null, "two:2"); // a worker of before has no name
    assertThat(events.get(0).requestId()).isEqualTo(REQUEST);
    assertThat(events.get(2).rule()).isEqualTo("throttle all");
    assertThat(events.get(2).times()).isEqualTo(2);
    assertThat(events.get(2).until()).isNotNull();
    MailTimeline.Attempt failed = events.get(5).attempt();
    assertThat(failed.outcome()).isEqualTo("failed");
    assertThat(failed.began()).isEqualTo(events.get(4).at());
    assertThat(failed.node()).isNull();
    assertThat(failed.server()).isEqualTo("mx:25");
    assertThat(failed.steps())
        .containsExactly(
            new Step("connect", 2, null),
            new Step("mail", 1, "250 ok"),
            new Step("rcpt", 30, "450 later"));
    MailTimeline.Attempt sent = events.get(7).attempt();
    assertThat(sent.number()).isEqualTo(2);
    assertThat(sent.node()).isEqualTo("two:2");
    assertThat(sent.steps())
        .containsExactly(
            new Step("connect", 0, null),
            new Step("mail", 1, "250 2.1.0 Ok"),
            new Step("rcpt", 2, "250 a@b.c was taken"),
            new Step("data", 3, "354 End data with <CR><LF>.<CR><LF>"),
            new Step("replied", 400, "250 taken"));
    assertThat(sent.began()).isEqualTo(events.get(6).at());
    assertThat(events.get(8).state()).isEqualTo(MailState.SENT);
  }

  @Test
  void whatVersionsBeforeWroteIsReadAndWhoTookAMailIsForgottenWithIt() throws SQLException {
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    hold(mail.id(), "throttle all until 2040-01-01T00:00:00Z");
    promoteAll();
    settle(mail.id(), AttemptOutcome.Kind.SENT, "250 taken", "1018|mx:25|m1r2d3.400");
    asOwner("update outcome set began = null where mail_id = '" + mail.id() + "'");
    List<Event> events = stores.mails().timeline(mail.id()).await().events();
    MailTimeline.Attempt sent = events.get(3).attempt();
    assertThat(sent.steps())
        .containsExactly(
            new Step("connect", 0, null),
            new Step("mail", 1, null),
            new Step("rcpt", 2, null),
            new Step("data", 3, null),
            new Step("replied", 400, "250 taken"));
    assertThat(sent.began()).isEqualTo(events.get(3).at().minusMillis(406));
    String claims = "select count(*) from mail_claim where mail_id = '" + mail.id() + "'";
    assertThat(query(claims)).isEqualTo("1");
    Retention retention =
        new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));
    later("31 days");
    while (retention.step().await()) {
      // the next one
    }
    assertThat(query(claims)).isEqualTo("1");
    later("400 days");
    while (retention.step().await()) {
      // the next one
    }
    assertThat(query(claims)).isEqualTo("0");
  }

  @Test
  void aTimelineSaysWhatAMailWaitsForAndWhatItGathered() {
    UUID one = gather();
    UUID two = gather();
    UUID three = gather();
    assertThat(kinds(three)).containsExactly("accepted", "gathered", "gathered", "waits");
    assertThat(stores.mails().timeline(three).await().events())
        .extracting(Event::mail)
        .contains(one, two);
    assertThat(kinds(one)).containsExactly("accepted", "merged");
    assertThat(stores.mails().timeline(one).await().events().get(1).mail()).isEqualTo(three);
    assertThat(stores.mails().get(one).await().mergedInto()).isEqualTo(two);
    assertThatThrownBy(() -> stores.mails().timeline(ids.next()).await())
        .hasMessageContaining("no mail");
  }

  /** What was there stays there, and who did it is named; the same with 1,000 at once. */
  @Test
  void whatPeopleDidToAMailStaysInItsTimeline() throws SQLException {
    UUID id = settled(AttemptOutcome.Kind.DEAD);
    assertThat(stores.controls().retry(id, ADA).await()).isTrue();
    assertThat(kinds(id)).containsExactly("accepted", "attempt", "settled", "retried");
    settle(id, AttemptOutcome.Kind.UNKNOWN, "lost", "1|mx:25|c1");
    assertThat(stores.controls().retryThese(List.of(id), new Actor("bob", "")).await())
        .isEqualTo(1);
    settle(id, AttemptOutcome.Kind.SENT, "250 taken", "1|mx:25|c1");
    List<Event> events = stores.mails().timeline(id).await().events();
    assertThat(events)
        .filteredOn(event -> !event.kind().equals("claimed"))
        .extracting(Event::kind)
        .containsExactly(
            "accepted",
            "attempt",
            "settled",
            "retried",
            "attempt",
            "settled",
            "retried",
            "attempt",
            "settled");
    assertThat(events)
        .filteredOn(event -> event.kind().equals("settled"))
        .extracting(Event::state, Event::reply)
        .containsExactly(
            tuple(MailState.DEAD, "said"),
            tuple(MailState.UNKNOWN, "lost"),
            tuple(MailState.SENT, "250 taken"));
    assertThat(events)
        .filteredOn(event -> event.kind().equals("retried"))
        .extracting(Event::by, Event::requestId)
        .containsExactly(tuple("ada", REQUEST), tuple("bob", null));
    UUID other = settled(AttemptOutcome.Kind.DEAD);
    assertThat(stores.controls().retryAll(MailState.DEAD, 10, ADA).await()).isEqualTo(1);
    assertThat(kinds(other)).containsExactly("accepted", "attempt", "settled", "retried");
    Retention retention =
        new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));
    later("431 days");
    while (retention.step().await()) {
      // the next one
    }
    assertThat(query("select count(*) from mail_change where mail_id = '" + id + "'"))
        .isEqualTo("0");
  }

  @Test
  void aMailThatWasScheduledSaysForWhenAndWhoMovedIt() {
    Instant due = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
    NewMail mail = mail(new MailSchedule(due, null, false, null, Priority.NORMAL, null, null));
    stores.inserts().enqueue(List.of(mail)).await();
    assertThat(kinds(mail.id())).containsExactly("accepted", "waits");
    Instant other = due.minus(Duration.ofDays(1));
    stores.controls().reschedule(mail.id(), other, ADA).await();
    List<Event> waits = stores.mails().timeline(mail.id()).await().events();
    assertThat(waits)
        .extracting(Event::kind, Event::until, Event::by)
        .containsExactly(
            tuple("accepted", null, null),
            tuple("rescheduled", other, "ada"),
            tuple("waits", other, null));
    promoteAll();
    settle(mail.id(), AttemptOutcome.Kind.SENT, "250 taken", "1|mx:25|c1");
    List<Event> sent = stores.mails().timeline(mail.id()).await().events();
    assertThat(sent.get(1).kind()).isEqualTo("scheduled");
    assertThat(sent.get(1).until()).isEqualTo(due);
    assertThat(sent)
        .extracting(Event::kind)
        .endsWith("rescheduled", "claimed", "attempt", "settled");
  }

  @Test
  void theContentIsReadAsLongAsItIsKeptAndTheTimelineLonger() {
    UUID id = settled(AttemptOutcome.Kind.DEAD);
    assertThat(stores.mails().content(id).await().content().text()).isEqualTo("text");
    Retention retention =
        new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));
    later("31 days");
    while (retention.step().await()) {
      // the next one
    }
    assertThatThrownBy(() -> stores.mails().content(id).await())
        .hasMessage("The content of the mail is no longer kept");
    assertThat(kinds(id)).containsExactly("accepted", "attempt", "settled");
    assertThatThrownBy(() -> stores.mails().content(ids.next()).await())
        .hasMessageContaining("no mail");
  }

  @Test
  void whatASuccessfulAnswerSaidLeavesWithTheContentOfTheErased() throws SQLException {
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    settle(mail.id(), AttemptOutcome.Kind.RETRY, "450 a@b.c", "1|mx:25|c0|m1 450 a@b.c");
    promoteAll();
    settle(mail.id(), AttemptOutcome.Kind.SENT, "250 a@b.c", "1|mx:25|c1");
    stores.erasures().erase(erased("a@b.c")).await();
    assertThat(query("select string_agg(a::text, ' ') from attempt a")).doesNotContain("a@b.c");
    assertThat(query("select string_agg(o::text, ' ') from outcome o")).doesNotContain("a@b.c");
    assertThatThrownBy(() -> stores.mails().content(mail.id()).await())
        .hasMessage("The content of the mail is no longer kept");
  }

  @Test
  void mailsAreFoundByTemplateAndTimePageByPage() {
    UUID other = template("other");
    UUID first = template("wanted");
    UUID second = template("wanted");
    UUID third = template("wanted");
    assertThat(list(null, null, null, null)).contains(other, first, second, third);
    assertThat(list("wanted", null, null, null)).containsExactly(third, second, first);
    assertThat(list("wanted", timeOf(second), null, null)).contains(third, second);
    assertThat(list(null, null, timeOf(other), null)).doesNotContain(third).isEmpty();
    Instant tomorrow = timeOf(third).plus(Duration.ofDays(1));
    assertThat(list("wanted", timeOf(other), tomorrow, MailState.READY)).hasSize(3);
    assertThat(list("wanted", tomorrow, null, null)).isEmpty();
    MailPage page = page("wanted", timeOf(other), tomorrow, 2, null);
    assertThat(page.items()).extracting(Mail::id).containsExactly(third, second);
    MailPage next = page("wanted", timeOf(other), tomorrow, 2, page.next());
    assertThat(next.items()).extracting(Mail::id).containsExactly(first);
    assertThat(next.next()).isNull();
  }

  /** What the tables say in letters, people who look into them read in the words of the API. */
  @Test
  void theViewForPeopleSaysWhatTheApiSays() throws SQLException {
    List<UUID> all = new ArrayList<>();
    for (AttemptOutcome.Kind kind : AttemptOutcome.Kind.values()) {
      all.add(settled(kind));
    }
    all.add(gather());
    all.add(gather());
    all.add(accept());
    claim(1001);
    all.add(accept());
    for (UUID id : all) {
      assertThat(query("select string_agg(state, ' ') from mail_status where id = '" + id + "'"))
          .isEqualTo(state(id).lower());
    }
    assertThat(query("select count(*) from mail_status")).isEqualTo(String.valueOf(all.size()));
    assertThat(query("select count(distinct state) from mail_status")).isEqualTo("12");
  }

  /** At most five in a hundred of what a mail writes that is leased directly: 1,590 bytes. */
  @Test
  void whatServersSaidToAMailThatWasSentCostsFewBytesOfTheLog() throws SQLException {
    String shorter = "1018|mail.example:25|m1r2.12"; // as it was before replies were kept
    writtenToSettle(shorter); // new pages
    long before = writtenToSettle(shorter);
    long now = writtenToSettle("1018|mail.example:25|c|m1=a|r2=b|d=c|.12");
    System.out.println(now + " bytes to settle a mail, " + before + " without what was said");
    assertThat(now - before).isLessThan(60);
  }

  private static long writtenToSettle(String trace) throws SQLException {
    int mails = 256;
    stores.inserts().enqueue(Stream.generate(QueueTables::mail).limit(mails).toList()).await();
    List<LeaseOutcome> outcomes = new ArrayList<>();
    for (Batch batch : stores.queue().claim(1001, room(mails)).await()) {
      for (Outgoing mail : batch.mails()) {
        AttemptOutcome sent =
            settlement(
                mail.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "250 2.0.0 Ok: queued as 4FX");
        outcomes.add(new LeaseOutcome(batch, sent, trace));
      }
    }
    assertThat(outcomes).hasSize(mails);
    String position = "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn";
    long wal = Long.parseLong(query(position));
    stores.queue().settle(outcomes).await();
    return (Long.parseLong(query(position)) - wal) / mails;
  }

  private List<String> kinds(UUID id) {
    return stores.mails().timeline(id).await().events().stream().map(Event::kind).toList();
  }

  private static UUID gather() {
    MailSchedule schedule =
        new MailSchedule(
            null,
            Duration.ofMinutes(1),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofMinutes(1)));
    return gather(mail(schedule)).await().id();
  }

  private static UUID template(String name) {
    NewMail mail = mail("a@b.c", new MailTags(name, null, false, null, false), MailSchedule.NOW);
    stores.inserts().enqueue(List.of(mail)).await();
    return mail.id();
  }

  private static List<UUID> list(
      @Nullable String template,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable MailState state) {
    ListMails request =
        new ListMails(null, state, null, template, from, until, new PageRequest(50, null));
    return stores.mails().list(request).await().items().stream().map(Mail::id).toList();
  }

  private static MailPage page(
      String template, Instant from, Instant until, int limit, @Nullable String cursor) {
    return stores
        .mails()
        .list(
            new ListMails(null, null, null, template, from, until, new PageRequest(limit, cursor)))
        .await();
  }

  private static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  private static void hold(UUID id, String why) {
    promoteAll();
    Batch batch = claim(1001);
    settle(batch, settlement(id, AttemptOutcome.Kind.HELD, Duration.ofDays(1), why));
  }

  private static void settle(UUID id, AttemptOutcome.Kind kind, String reply, String trace) {
    Batch batch = claim(1001);
    stores
        .queue()
        .settle(
            List.of(
                new LeaseOutcome(batch, settlement(id, kind, Duration.ofDays(1), reply), trace)))
        .await();
  }

  private static void promoteAll() {
    asOwner("update deferred set run_at = now()");
    promote();
  }
}
