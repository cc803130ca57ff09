package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be read of a mail, and which mails are found. On a real PostgreSQL. */
class TimelineIT extends QueueTables {
  private static final String REQUEST = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void aTimelineTellsWhoSentItWhatHeldItAndWhatTheServerSaid() {
    NewMail mail = mail().with(REQUEST);
    stores.inserts().enqueue(List.of(mail)).await();
    hold(mail.id(), "throttle all until 2040-01-01T00:00:00Z");
    hold(mail.id(), "throttle all until 2040-01-02T00:00:00Z");
    promoteAll();
    settle(
        mail.id(), AttemptOutcome.Kind.RETRY, "450 later", "1017|mx:25|c2|m1 250 ok|r30 450 later");
    promoteAll();
    settle(mail.id(), AttemptOutcome.Kind.SENT, "250 taken", "1018|mx:25|m1r2d3.400");
    List<Event> events = stores.mails().timeline(mail.id()).await().events();
    assertThat(events)
        .extracting(Event::kind)
        .containsExactly("accepted", "held", "attempt", "attempt", "settled");
    assertThat(events.get(0).requestId()).isEqualTo(REQUEST);
    assertThat(events.get(1).rule()).isEqualTo("throttle all");
    assertThat(events.get(1).times()).isEqualTo(2);
    assertThat(events.get(1).until()).isNotNull();
    MailTimeline.Attempt failed = events.get(2).attempt();
    assertThat(failed.outcome()).isEqualTo("failed");
    assertThat(failed.began()).isNotNull();
    assertThat(failed.worker()).isEqualTo(1017);
    assertThat(failed.server()).isEqualTo("mx:25");
    assertThat(failed.steps())
        .containsExactly(
            new Step("connect", 2, null),
            new Step("mail", 1, "250 ok"),
            new Step("rcpt", 30, "450 later"));
    MailTimeline.Attempt sent = events.get(3).attempt();
    assertThat(sent.number()).isEqualTo(2);
    assertThat(sent.steps().get(4)).isEqualTo(new Step("replied", 400, "250 taken"));
    assertThat(sent.began()).isEqualTo(events.get(3).at().minusMillis(406));
    assertThat(events.get(4).state()).isEqualTo(MailState.SENT);
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
