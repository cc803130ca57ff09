package dev.carillon.notifier.store.pg.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an erasure reaches and when it is complete, on a real PostgreSQL. */
class ErasureIT extends QueueTables {
  private final UUID user = UUID.randomUUID();
  private final Erasures erasures = new Erasures(stores.erasures());
  private final UUID eventId = ids.next();
  private Instant erasedAt;

  @Test
  void whatMailSaysGoesAndWhatThePersonDoesNotWantStays() throws Exception {
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    stores.suppressions().add(new Suppress("a@b.c", "news", "because"), ADA, null).await();
    assertThat(erase()).isEqualTo(Map.of("mails", 1L, "suppressions", 1L));
    assertThat(get(dead).to()).isNull();
    assertThat(get(dead).reply()).isNull();
    for (String table : List.of("mails", "outcome", "attempt", "suppression", "suppression_hash")) {
      assertThat(query("select coalesce(string_agg(t::text, ' '), '') from " + table + " t"))
          .as(table)
          .doesNotContain("a@b.c")
          .doesNotContain("said");
    }
    assertThat(isUnsubscribed("A@B.C")).isTrue();
  }

  /** Whoever has the address later is asked for like everybody else, and can be taken off. */
  @Test
  void whatIsKeptAsAHashIsSeenByItsAddressAndTakenOff() {
    stores.suppressions().add(new Suppress("a@b.c", "news", "because"), ADA, null).await();
    erase();
    ListSuppressions all = new ListSuppressions(null, new PageRequest(10, null));
    ListSuppressions one = new ListSuppressions("A@b.c", new PageRequest(10, null));
    Suppress wish = new Suppress("a@B.c", "news", null);
    assertThat(stores.suppressions().list(all).await().items()).isEmpty();
    assertThat(stores.suppressions().list(one).await().items())
        .extracting(Suppression::address, Suppression::topic)
        .containsExactly(tuple("a@b.c", "news"));
    assertThat(stores.suppressions().isUnsubscribed(wish).await()).isTrue();
    stores.suppressions().remove(wish, ADA).await();
    assertThat(isUnsubscribed("a@b.c")).isFalse();
    assertThat(stores.suppressions().list(one).await().items()).isEmpty();
    assertThat(ended()).as("whose hash it was is not written down").isEmpty();
  }

  @Test
  void whatHasEndedIsRememberedAThousandTimesForEachAndGoesWithThePerson() throws Exception {
    Suppress news = new Suppress("a@b.c", "news", "because");
    stores.suppressions().add(news, ADA, null).await();
    stores.suppressions().remove(news, new Actor("bob", "r2")).await();
    stores.suppressions().unsubscribe(news).await();
    stores.suppressions().resubscribe(news).await();
    assertThat(ended())
        .extracting(Suppression::by, Suppression::endedBy)
        .containsExactly(tuple(null, null), tuple("ada", "bob"));
    for (int i = 0; i < 12; i++) {
      stores.suppressions().unsubscribe(news).await();
      stores.suppressions().resubscribe(news).await();
    }
    assertThat(ended()).as("ten of the recipient's, and that of a key stays").hasSize(11);
    asOwner(
        "insert into suppression_past (address, topic, since, until, ended_by)"
            + " select 'x' || n || '@b.c', '', clock_now(), clock_now(), 'ada'"
            + " from generate_series(1, 1500) n");
    Suppress other = new Suppress("b@b.c", null, null);
    stores.suppressions().add(other, ADA, null).await();
    stores.suppressions().remove(other, ADA).await();
    String ofAda = "select count(*) from suppression_past where ended_by = 'ada'";
    assertThat(query(ofAda)).isEqualTo("1000");
    assertThatThrownBy(() -> stores.suppressions().remove(other, ADA).await())
        .hasMessageContaining("no suppression");
    assertThat(query(ofAda)).as("nothing has ended").isEqualTo("1000");
    assertThat(ended()).as("what others have ended stays").hasSize(11);
    erase();
    assertThat(ended()).isEmpty();
    assertThat(query(ofAda)).isEqualTo("1000");
  }

  private static List<Suppression> ended() {
    return stores
        .suppressions()
        .list(new ListSuppressions("A@b.c", true, new PageRequest(50, null)))
        .await()
        .items();
  }

  @Test
  void whatWasGivenUpIsNotTriedAgain() {
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    UUID unknown = settled(AttemptOutcome.Kind.UNKNOWN);
    erase();
    assertThat(stores.controls().retry(dead, ADA).await()).isFalse();
    assertThat(stores.controls().retryAll(MailState.UNKNOWN, 10, ADA).await()).isZero();
    assertThat(state(dead)).isEqualTo(MailState.DEAD);
    assertThat(state(unknown)).isEqualTo(MailState.UNKNOWN);
    UUID theirs = settled(AttemptOutcome.Kind.DEAD); // the address may have another owner now
    assertThat(stores.controls().retry(theirs, ADA).await()).isTrue();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** More than one piece. */
  @Test
  void howeverMuchWaitsIsCalledBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      stores.inserts().enqueue(IntStream.range(0, 700).mapToObj(n -> mail()).toList()).await();
    }
    assertThat(erase()).containsEntry("mails", 2_100L);
    assertThat(query("select count(*) from ready")).isEqualTo("0");
    assertThat(stores.mails().ledger().await().states()).isEqualTo(Map.of("cancelled", 2_100L));
  }

  @Test
  void itIsNotCompleteWhileAMailIsOnItsWayButWhatIsSettledGoesAtOnce() {
    UUID dead = settled(AttemptOutcome.Kind.DEAD);
    UUID onItsWay = accept();
    var lease = claim(1001);
    assertNotYet("being sent");
    assertThat(get(dead).to()).isNull();
    assertThat(get(onItsWay).to()).isNotNull();
    settle(lease, onItsWay, AttemptOutcome.Kind.SENT);
    assertThat(erase()).containsEntry("mails", 2L);
    assertThat(get(onItsWay).to()).isNull();
    assertThat(erase()).as("a second copy").containsEntry("mails", 2L);
  }

  /** An accept that has begun before and commits after the erasure looked. */
  @Test
  void whatWasBeingAcceptedAtThatMomentIsErasedToo() throws Exception {
    NewMail mail = mail();
    Instant at = Clocks.system().now().plusSeconds(5);
    try (Database late = database()) {
      late.change("begin");
      late.change(
          "insert into notifier.mail (id, recipient, subject, body, message_id, accepted_at)"
              + " values ('"
              + mail.id()
              + "', 'A@b.c', 'S', '{\"text\":\"T\"}', '<x@y>', notifier.clock_now())");
      late.change(
          "insert into notifier.deferred (mail_id, run_at, reason) values ('"
              + mail.id()
              + "', now() + interval '1 hour', 's')");
      assertThatThrownBy(() -> eraseAt(at)).hasMessageContaining("began before");
      late.change("commit");
    }
    eraseAt(at);
    assertThat(get(mail.id()).state()).isEqualTo(MailState.CANCELLED);
    assertThat(get(mail.id()).to()).isNull();
  }

  /** The directory knew the id when it was asked, and the mail was stored after the erasure. */
  @Test
  void mailToTheIdThatCameLateIsFoundByTheSweepAndItsKeyWithIt() throws Exception {
    erase();
    NewMail late = mailTo(user, "else@b.c", "key");
    stores.inserts().enqueue(List.of(late)).await();
    erasures.sweep().await();
    assertThat(get(late.id()).state()).as("not a minute ago").isEqualTo(MailState.READY);
    later("2 minutes");
    erasures.sweep().await();
    assertThat(get(late.id()).state()).isEqualTo(MailState.CANCELLED);
    assertThat(get(late.id()).to().email()).isNull();
    assertThat(query("select count(*) from dedup")).isEqualTo("0");
    assertThat(query("select count(*) from erasure where not swept")).isEqualTo("0");
  }

  @Test
  void whatIsSomebodyElsesIsLeftAlone() throws Exception {
    NewMail other = mailTo(UUID.randomUUID(), "other@b.c", "key");
    stores.inserts().enqueue(List.of(other)).await();
    stores.suppressions().add(new Suppress("other@b.c", "news", "because"), ADA, null).await();
    assertThat(erase()).isEmpty();
    UUID next = accept(); // to the address that is free again
    assertThat(erase()).as("the event comes again").isEmpty();
    assertThat(get(other.id()).to()).isNotNull();
    assertThat(state(next)).isEqualTo(MailState.READY);
    assertThat(query("select count(*) from dedup")).isEqualTo("1");
    assertThat(query("select count(*) from suppression")).isEqualTo("1");
  }

  private static NewMail mailTo(UUID user, String address, String dedupKey) {
    NewMail plain = mail(address, MailTags.NONE, MailSchedule.NOW);
    MailSchedule keyed =
        new MailSchedule(null, null, false, null, plain.schedule().priority(), dedupKey, null);
    return new NewMail(
        plain.id(),
        address,
        null,
        user,
        plain.subject(),
        plain.content(),
        plain.messageId(),
        plain.tags(),
        keyed,
        null);
  }

  private static boolean isUnsubscribed(String address) {
    return stores
        .mails()
        .rules(mail(address, new MailTags(null, "news", false, null, false), MailSchedule.NOW))
        .await()
        .unsubscribed();
  }

  /** The same event however often. */
  private Map<String, Long> erase() {
    if (erasedAt == null) {
      erasedAt = Clocks.system().now();
    }
    return eraseAt(erasedAt);
  }

  private Map<String, Long> eraseAt(Instant at) {
    UserEvent.Erased erased = new UserEvent.Erased(user, List.of("a@b.c"));
    return erasures
        .on(
            new DomainEvent<>(
                DomainEvent.SPEC_VERSION,
                eventId,
                "users",
                "users.changed.v1",
                "user:" + user,
                at,
                erased),
            erased)
        .await();
  }

  private void assertNotYet(String why) {
    assertThatThrownBy(this::erase)
        .hasMessageContaining(why)
        .extracting(e -> ((Failure) e).code())
        .isEqualTo(FailureCode.UNAVAILABLE);
  }

  private static Mail get(UUID id) {
    return stores.mails().get(id).await();
  }
}
