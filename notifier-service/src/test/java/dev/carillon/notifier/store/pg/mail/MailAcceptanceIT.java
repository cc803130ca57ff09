package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.accept.Addressee;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.accept.RecipientDirectory;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of an accept over the real tables, with a directory and a worker that the test plays. */
class MailAcceptanceIT extends QueueTables {
  private static final UUID ADA = new UUID(0, 1);
  private static final UUID GONE = new UUID(0, 2);

  private final List<MailChange> told = Collections.synchronizedList(new ArrayList<>());
  private final PlayedLease lease = new PlayedLease();
  private Vertx vertx;
  private MailAcceptance acceptance;
  private RecipientDirectory users =
      id ->
          Future.succeededFuture(
              id.equals(GONE)
                  ? null
                  : new Addressee("ada@b.c", "Ada", "Europe/Paris", id.equals(ADA)));

  /** A worker that has room or not, and keeps what it gets. */
  private static final class PlayedLease implements DirectLease {
    private @Nullable Long worker;
    private int free;
    private final List<Batch> taken = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Future<@Nullable Room> reserve(int mails) {
      if (worker == null) {
        return Future.succeededFuture();
      }
      free -= mails;
      return Future.succeededFuture(new Room(worker, mails, 0));
    }

    @Override
    public void take(@Nullable Room reserved, List<Batch> batches) {
      free += reserved == null ? 0 : reserved.mails();
      taken.addAll(batches);
    }

    @Override
    public void wake() {}
  }

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    asOwner("truncate idempotency");
    acceptance =
        new MailAcceptance(
            stores.inserts(),
            stores.accepts(),
            stores.templates(),
            new MailFactory(
                new Uuid7(Clocks.system()),
                "test",
                Set.of("news@test"),
                new UnsubscribeLinks(new byte[] {1}, null)),
            new GroupCommit.Factory(vertx.getOrCreateContext()),
            lease,
            told::addAll);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void mailThatGoesAtOnceGoesIntoTheWorkersHandsAndItsRoomIsGivenBack() {
    lease.worker = 1001L;
    AcceptedMail accepted = accept("one", null).await();
    assertThat(accepted.replayed()).isFalse();
    assertThat(lease.taken)
        .singleElement()
        .satisfies(b -> assertThat(b.mails().get(0).id()).isEqualTo(accepted.accepted().id()));
    assertThat(lease.free).isZero();
    assertThat(state(accepted.accepted().id())).isEqualTo(MailState.SENDING);
    assertThat(told).containsExactly(new MailChange(accepted.accepted().id(), MailState.READY));
  }

  @Test
  void withoutRoomItWaitsInTheQueue() {
    UUID id = accept("one", null).await().accepted().id();
    assertThat(lease.taken).isEmpty();
    assertThat(state(id)).isEqualTo(MailState.READY);
  }

  @Test
  void underAKeyTheSecondTimeGivesTheFirstAnswerAndTellsNobody() {
    AcceptedMail first = accept("one", "k").await();
    told.clear();
    AcceptedMail second = accept("one", "k").await();
    assertThat(second.replayed()).isTrue();
    assertThat(second.accepted()).isEqualTo(first.accepted());
    assertThat(told).isEmpty();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
    assertThat(failure(accept("another", "k")).code()).isEqualTo(FailureCode.IDEMPOTENCY_MISMATCH);
  }

  @Test
  void aRefusalIsKeptAndSaidToBeTheSame() {
    AcceptMail toNobody = mail("{\"userId\": \"" + GONE + "\"}", "one");
    Failure first = failure(acceptance.accept(toNobody, key("k", toNobody), users));
    assertThat(first.code()).isEqualTo(FailureCode.INVALID);
    assertThat(first.message()).isEqualTo("/to/userId is not a known user");
    assertThat(first.replayed()).isFalse();
    users = id -> Future.failedFuture(new AssertionError("asked again"));
    Failure second = failure(acceptance.accept(toNobody, key("k", toNobody), users));
    assertThat(second.replayed()).isTrue();
    assertThat(second.message()).isEqualTo(first.message());
  }

  @Test
  void whatMayPassIsNotKept() {
    AcceptMail mail = mail("{\"userId\": \"" + ADA + "\"}", "one");
    RecipientDirectory away =
        id -> Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"));
    assertThat(failure(acceptance.accept(mail, key("k", mail), away)).code())
        .isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(acceptance.accept(mail, key("k", mail), users).await().replayed()).isFalse();
  }

  @Test
  void whoeverIsNotActiveGetsNoMail() {
    AcceptMail mail = mail("{\"userId\": \"" + UUID.randomUUID() + "\"}", "one");
    assertThat(failure(acceptance.accept(mail, null, users)).message())
        .isEqualTo("/to/userId is a user who is not active");
  }

  @Test
  void aMailIsFromAnAddressOfTheListAndOfWhoHasItSent() throws SQLException {
    AcceptMail mail =
        Json.read(
            "{\"to\":{\"email\":\"a@b.c\"},\"subject\":\"S\",\"text\":\"T\","
                + "\"from\":{\"email\":\"News@test\",\"name\":\"The News\"}}",
            AcceptMail.class);
    RecipientDirectory caller =
        new RecipientDirectory() {
          @Override
          public Future<Addressee> find(UUID id) {
            return Future.succeededFuture();
          }

          @Override
          public String caller() {
            return "shop";
          }
        };
    acceptance.accept(mail, null, caller).await();
    assertThat(query("select sender from mail")).isEqualTo("shop");
    Outgoing taken = claim(1001).mails().get(0);
    assertThat(taken.content().from()).isEqualTo(new From("News@test", "The News"));
    assertThat(taken.sender()).isEqualTo("shop");
    AcceptMail others =
        Json.read(Json.text(mail).replace("News@test", "boss@test"), AcceptMail.class);
    assertThat(failure(acceptance.accept(others, null, caller)).message())
        .isEqualTo("/from/email is not an address that mail may be sent from");
  }

  /** The first has asked for the answer under the key, and so has the second. */
  @Test
  void twoThatComeTogetherUnderOneKeyAreOneMail() {
    AcceptMail mail = mail("{\"userId\": \"" + ADA + "\"}", "one");
    Promise<Addressee> slow = Promise.promise();
    Future<AcceptedMail> first = acceptance.accept(mail, key("k", mail), id -> slow.future());
    AcceptedMail second = acceptance.accept(mail, key("k", mail), users).await();
    slow.complete(new Addressee("ada@b.c", "Ada", null, true));
    assertThat(first.await().accepted()).isEqualTo(second.accepted());
    assertThat(first.result().replayed()).isTrue();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
  }

  @Test
  void aMailToManyIsAnsweredOnceForEachAndAsAWholeUnderAKey() {
    AcceptMails many =
        new AcceptMails(
            List.of(Doc.object("email", "a@b.c"), Doc.object("email", "nobody")),
            Doc.object("subject", "S", "text", "T"));
    IdempotencyKey key = new IdempotencyKey("me", "all", "k", many);
    MailOutcomes first = acceptance.acceptAll(many, key, users).await();
    assertThat(first.accepted()).isEqualTo(1);
    assertThat(first.failed()).isEqualTo(1);
    MailOutcomes second = acceptance.acceptAll(many, key, users).await();
    assertThat(second.replayed()).isTrue();
    assertThat(second.items().get(0).accepted()).isEqualTo(first.items().get(0).accepted());
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
  }

  /**
   * What the window has gathered is an object where there is a text now; the mail itself is right.
   */
  @Test
  void aDigestWhoseTemplateHasChangedWaitsAsItIsAndTheNextOpensAnother() throws SQLException {
    template("{{#items}}{{n.old}} {{/items}}");
    UUID old =
        acceptance.accept(digested("{\"n\": {\"old\": 1}}"), null, users).await().accepted().id();
    UUID both =
        acceptance.accept(digested("{\"n\": {\"old\": 2}}"), null, users).await().accepted().id();
    template("{{#items}}{{n}} {{/items}}");
    AcceptMail mail = digested("{\"n\": 3}");
    UUID next = acceptance.accept(mail, key("k", mail), users).await().accepted().id();
    UUID last = acceptance.accept(digested("{\"n\": 4}"), null, users).await().accepted().id();
    assertThat(List.of(state(old), state(both), state(next), state(last)))
        .containsExactly(
            MailState.MERGED, MailState.SCHEDULED, MailState.MERGED, MailState.SCHEDULED);
    assertThat(failure(acceptance.accept(digested("{\"n\": {\"old\": 5}}"), null, users)).code())
        .as("its own data is not right")
        .isEqualTo(FailureCode.INVALID);
    later("11 min");
    promote();
    assertThat(claim(1001).mails())
        .extracting(sent -> sent.content().text())
        .containsExactlyInAnyOrder("1 2 ", "3 4 ");
  }

  private static void template(String text) {
    TemplateSpec spec = new TemplateSpec("S", text, null, null);
    stores.templates().put(new PutTemplate("news", spec, null)).await();
  }

  private static AcceptMail digested(String data) {
    return Json.read(
        "{\"to\":{\"email\":\"a@b.c\"},\"template\":\"news\",\"digestKey\":\"all\","
            + "\"digestWindow\":\"PT10M\",\"data\":"
            + data
            + "}",
        AcceptMail.class);
  }

  private Future<AcceptedMail> accept(String subject, @Nullable String key) {
    AcceptMail mail = mail("{\"email\": \"a@b.c\"}", subject);
    return acceptance.accept(mail, key == null ? null : key(key, mail), users);
  }

  private static IdempotencyKey key(String key, Record request) {
    return new IdempotencyKey("me", "accept", key, request);
  }

  private static AcceptMail mail(String to, String subject) {
    return Json.read(
        "{\"to\": " + to + ", \"subject\": \"" + subject + "\", \"text\": \"T\"}",
        AcceptMail.class);
  }

  private static Failure failure(Future<?> refused) {
    return catchThrowableOfType(Failure.class, refused::await);
  }
}
