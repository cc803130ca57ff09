package dev.carillon.notifier.store.pg.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.GetBroadcast;
import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.throttles.OpenWindow;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes by the clock of schedules when it is moved, and how it is told. On a real PostgreSQL.
 */
class ScheduleShiftIT extends QueueTables {
  private static final Window WEEK = Window.digest(DigestMode.FIXED, "news", Duration.ofDays(7));
  private static final long HERE = 1001;

  @Test
  void mailOfACertainTimeGoesWhenTheClockOfSchedulesIsThere() {
    Instant at = in(Duration.ofDays(3));
    UUID id = enqueue(sendAt(at, null)).id();
    forward("2 days");
    assertThat(promote()).isZero();
    assertThat(runAt(id)).as("as it was said").isEqualTo(at);
    assertThat(stores.queue().untilDue().await()).isLessThanOrEqualTo(Duration.ofHours(1));
    forward("24 hours");
    assertThat(stores.queue().untilDue().await()).isZero();
    assertThat(promote()).isEqualTo(1);
    assertThat(stores.mails().timeline(id).await().events())
        .as("it had to wait for it")
        .anyMatch(e -> at.equals(e.until()) && e.state() == null && "scheduled".equals(e.kind()));
    List<MailTimeline.Event> told = jumps(id);
    assertThat(told).extracting(MailTimeline.Event::by).containsOnly("ada");
    assertThat(told).extracting(MailTimeline.Event::rule).containsExactly("PT48H", "PT24H");
    assertThat(told.get(1).until()).isEqualTo(told.get(1).at().plus(Duration.ofDays(3)));

    UUID later = enqueue(sendAt(in(Duration.ofDays(9)), null)).id();
    NewMail plain = mail();
    stores.inserts().enqueue(List.of(plain)).await();
    assertThat(jumps(later)).as("time was moved before it came").isEmpty();
    forward("1 hour");
    assertThat(jumps(later)).hasSize(1);
    assertThat(jumps(plain.id())).as("it waits for no time").isEmpty();
  }

  private static List<MailTimeline.Event> jumps(UUID mail) {
    return stores.mails().timeline(mail).await().events().stream()
        .filter(event -> event.kind().equals("shifted"))
        .toList();
  }

  @Test
  void aTimeThatIsSaidAfterwardsIsOneOfThatClock() throws Exception {
    forward("7 days");
    Instant past = in(Duration.ofDays(6));
    Accepted over = enqueue(sendAt(past, null));
    assertThat(over.state()).isEqualTo(MailState.READY);
    assertThat(stores.mails().timeline(over.id()).await().events())
        .as("what was asked for is told all the same")
        .anyMatch(e -> past.equals(e.until()) && e.state() == MailState.READY);
    Instant at = in(Duration.ofDays(8));
    Accepted waits = enqueue(sendAt(at, null));
    assertThat(waits.state()).isEqualTo(MailState.SCHEDULED);
    assertThat(waits.eta()).isEqualTo(at);
    assertThat(runAt(waits.id())).isEqualTo(at);
    assertThat(query("select run_at - clock_now() < '25 h' from deferred")).isEqualTo("t");
    NewMail asked = mail(sendAt(at, null));
    assertThat(stores.mails().rules(asked).await().explain(asked).earliest()).isEqualTo(at);
    Instant other = at.plus(Duration.ofDays(1));
    stores.controls().reschedule(waits.id(), other, ADA).await();
    assertThat(runAt(waits.id())).isEqualTo(other);
    forward("48 h");
    assertThat(promote()).isEqualTo(1);
  }

  @Test
  void aDigestOfAWeekIsOneMailNowAndTheNextOpensAnother() {
    UUID first = gather(digested("one", null)).await().id();
    UUID second = gather(digested("two", null)).await().id();
    Instant closes = window().closesAt();
    forward("3 days");
    assertThat(promote()).isZero();
    assertThat(window().closesAt()).isEqualTo(closes);
    forward("4 days");
    assertThat(promote()).isEqualTo(1);
    Batch batch = claim(HERE);
    assertThat(batch.mails().get(0).id()).isEqualTo(second);
    assertThat(state(first)).isEqualTo(MailState.MERGED);
    settle(batch, second, AttemptOutcome.Kind.SENT);
    Accepted next = gather(digested("three", null)).await();
    assertThat(next.state()).isEqualTo(MailState.SCHEDULED);
    assertThat(Duration.between(closes, next.eta()))
        .isBetween(Duration.ofDays(7), Duration.ofDays(7).plusMinutes(1));
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** The end of a mail is no schedule: what would have expired by then is not sent instead. */
  @Test
  void aMailThatWaitsForItsOwnEndIsNotMoved() {
    Instant end = in(Duration.ofDays(1));
    UUID id = gather(digested("one", end)).await().id();
    forward("7 days");
    assertThat(runAt(id)).as("as it was said").isEqualTo(end);
    assertThat(promote()).isZero();
    later("25 h");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(HERE).mails().get(0).decision().kind().name()).isEqualTo("EXPIRED");
    assertThat(state(id)).isEqualTo(MailState.SENDING);
  }

  @Test
  void quietHoursAreThoseOfThatClockAndEndWithIt() {
    LocalTime now = LocalTime.ofInstant(Clocks.system().now(), ZoneOffset.UTC);
    QuietHours quiet = new QuietHours(now.plusHours(2), now.plusHours(4));
    OutcomePolicy policy = new OutcomePolicy(false, quiet, () -> 0.5);
    NewMail by = mail("a@b.c", new MailTags(null, null, false, "UTC", false), MailSchedule.NOW);
    stores.inserts().enqueue(List.of(by)).await();
    Batch day = claim(HERE);
    assertThat(policy.beforeSending(day.mails().get(0))).isNull();
    settle(day, by.id(), AttemptOutcome.Kind.SENT);

    forward("3 h");
    NewMail direct = mail("a@b.c", new MailTags(null, null, false, "UTC", false), MailSchedule.NOW);
    Batch leased = stores.inserts().lease(List.of(direct), HERE).await().leased().get(0);
    Outgoing night = leased.mails().get(0);
    assertThat(Duration.between(night.takenAt(), night.scheduleNow())).hasHours(3);
    AttemptOutcome held = policy.beforeSending(night);
    assertThat(held.delay()).isCloseTo(Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(settle(leased, held)).isTrue();
    assertThat(state(direct.id())).isEqualTo(MailState.HELD);
    forward("58 min");
    assertThat(promote()).isZero();
    forward("2 min");
    assertThat(promote()).isEqualTo(1);
    Batch morning = claim(HERE);
    assertThat(policy.beforeSending(morning.mails().get(0))).isNull();
  }

  @Test
  void whatABroadcastFiresNextIsOfThatClock() throws Exception {
    stores.broadcasts().delete(new DeleteBroadcast("weekly", null)).otherwiseEmpty().await();
    BroadcastSpec spec =
        new BroadcastSpec("news", Doc.object(), null, "0 9 * * 1", null, null, null, null);
    Instant monday = put(spec).next().get(0);
    assertThat(ticks()).isEqualTo("0");
    forward("7 days");
    assertThat(stores.broadcasts().untilDue().await()).isZero();
    stores.broadcasts().fireDue(() -> {}).await();
    assertThat(ticks()).as("it is not late, which it would leave out").isEqualTo("1");
    assertThat(query("select fire_at = '" + monday + "' from broadcast_tick where name = 'weekly'"))
        .as("it says when it was due, and not when time was moved")
        .isEqualTo("t");
    assertThat(next()).isAfter(in(Duration.ofDays(7))).isEqualTo(monday.plus(Duration.ofDays(7)));
    forward("7 days");
    stores.broadcasts().fireDue(() -> {}).await();
    assertThat(next()).isEqualTo(monday.plus(Duration.ofDays(14)));
    assertThat(ticks()).isEqualTo("2");
    stores.broadcasts().delete(new DeleteBroadcast("weekly", null)).await();
    BroadcastSpec again =
        new BroadcastSpec("news", Doc.object(), Duration.ofDays(2), null, null, null, null, null);
    assertThat(put(again).next().get(0))
        .isCloseTo(in(Duration.ofDays(16)), within(1, ChronoUnit.MINUTES));
    stores.broadcasts().delete(new DeleteBroadcast("weekly", null)).await();
    asOwner("update broadcast set next_at = clock_now()");
  }

  /** Whatever it says of what is late, and where it was due a moment before time was moved. */
  @ParameterizedTest
  @EnumSource(Misfire.class)
  void whatIsPassedByFiresOnceForItsLastTime(Misfire misfire) throws Exception {
    BroadcastSpec spec =
        new BroadcastSpec(
            "news", Doc.object(), Duration.ofHours(1), null, null, misfire, null, null);
    put(spec);
    asOwner(
        "update broadcast set next_at = schedule_now() - interval '100 ms' where name = 'weekly'");
    Instant due = next();
    forward("2 days");
    forward("150 min");
    while (stores.broadcasts().fireDue(() -> {}).await() > 0) {
      // each look fires what is due then
    }
    assertThat(ticks()).isEqualTo("1");
    assertThat(
            query(
                "select fire_at = '%s'::timestamptz + interval '50 h' from broadcast_tick where name = 'weekly'"
                    .formatted(due)))
        .isEqualTo("t");
    assertThat(next()).isEqualTo(due.plus(Duration.ofHours(51)));
    assertThat(
            query("select count(*) from broadcast where name = 'weekly' and passed_at is not null"))
        .isEqualTo("0");
    stores.broadcasts().delete(new DeleteBroadcast("weekly", null)).await();
    asOwner("update broadcast set next_at = clock_now()");
  }

  private static String ticks() throws Exception {
    return query("select count(*) from broadcast_tick where name = 'weekly'");
  }

  private static Broadcast put(BroadcastSpec spec) {
    return stores.broadcasts().put(new PutBroadcast("weekly", spec, null, false), ADA).await();
  }

  private static Instant next() {
    return stores.broadcasts().get(new GetBroadcast("weekly", 1)).await().next().get(0);
  }

  private static OpenWindow window() {
    return stores.throttles().held().await().windows().get(0);
  }

  private static Instant in(Duration time) {
    return Clocks.system().now().plus(time).truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable Instant runAt(UUID id) {
    return stores.mails().get(id).await().sendAt();
  }

  private static Accepted enqueue(MailSchedule schedule) {
    return stores.inserts().enqueue(List.of(mail(schedule))).await().get(0);
  }

  private static MailSchedule sendAt(Instant at, @Nullable Instant expiresAt) {
    return new MailSchedule(at, null, false, expiresAt, Priority.NORMAL, null, null);
  }

  private static NewMail digested(String what, @Nullable Instant expiresAt) {
    NewMail plain =
        mail(
            "a@b.c",
            MailTags.NONE,
            new MailSchedule(null, WEEK.length(), false, expiresAt, Priority.NORMAL, null, WEEK));
    return new NewMail(
        plain.id(),
        plain.recipient(),
        plain.recipientName(),
        null,
        plain.subject(),
        plain.content(),
        plain.messageId(),
        plain.tags(),
        plain.schedule(),
        null,
        new DigestItem(Doc.object("what", what), all -> plain),
        null,
        null);
  }
}
