package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a dedup key is somebody's. On a real PostgreSQL. */
class DedupKeysIT extends QueueTables {
  @ParameterizedTest
  @EnumSource(names = {"CANCELLED", "DEAD", "EXPIRED", "SUPPRESSED"})
  void aKeyIsFreeAgainWhenItsMailWasNotSent(AttemptOutcome.Kind kind) {
    UUID first = accept("k").id();
    settle(claim(1001), first, kind);
    assertThat(stores.mails().rules(keyed("k")).await().duplicateOf()).isNull();
    Accepted second = accept("k");
    assertThat(second.duplicate()).isFalse();
    assertThat(state(second.id())).isEqualTo(MailState.READY);
    Accepted third = accept("k");
    assertThat(third.duplicate()).isTrue();
    assertThat(third.id()).isEqualTo(second.id());
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(2);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"SENT", "UNKNOWN"})
  void aKeyIsKeptByWhatWasSentOrPerhapsSent(AttemptOutcome.Kind kind) {
    UUID first = accept("k").id();
    settle(claim(1001), first, kind);
    assertThat(stores.mails().rules(keyed("k")).await().duplicateOf()).isEqualTo(first);
    assertThat(accept("k").id()).isEqualTo(first);
  }

  @Test
  void aMailWhoseKeyAnotherHasIsNotTriedAgainUnlessThatOneWasNotSentEither() {
    UUID first = accept("k").id();
    settle(claim(1001), first, AttemptOutcome.Kind.DEAD);
    UUID second = accept("k").id();
    assertThat(stores.controls().retry(first, ADA).await()).isFalse();
    assertThat(stores.controls().keyHolder(first).await()).isEqualTo(second);
    assertThat(stores.controls().retryAll(MailState.DEAD, 10, ADA).await()).isZero();
    settle(claim(1001), second, AttemptOutcome.Kind.DEAD);
    assertThat(stores.controls().keyHolder(first).await()).isNull();
    assertThat(stores.controls().retry(first, ADA).await()).isTrue();
    assertThat(accept("k").id()).isEqualTo(first); // it has its key again
    assertThat(stores.controls().retry(second, ADA).await()).isFalse();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aKeyWithoutItsMailIsFreeAndHoldsUpNobody() {
    UUID gone = accept("k").id();
    asOwner("delete from mail where id = '" + gone + "'");
    NewMail same = keyed("k");
    NewMail beside = keyed("other");
    NewMail plain = mail();
    List<Accepted> answers =
        stores.inserts().enqueue(List.of(beside, same, plain, keyed("k"))).await();
    assertThat(answers)
        .extracting(Accepted::id)
        .containsExactly(beside.id(), same.id(), plain.id(), same.id());
    assertThat(answers).extracting(Accepted::duplicate).containsExactly(false, false, false, true);
  }

  @Test
  void ofManyWhoTakeAFreeKeyOneGetsIt() throws SQLException {
    UUID first = accept("k").id();
    settle(claim(1001), first, AttemptOutcome.Kind.DEAD);
    List<Future<List<Accepted>>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(stores.inserts().enqueue(List.of(keyed("k"), keyed("own" + i))));
    }
    Future.join(all).await();
    assertThat(all.stream().map(one -> one.result().get(0).id()).distinct()).hasSize(1);
    assertThat(all.stream().filter(one -> !one.result().get(0).duplicate())).hasSize(1);
    assertThat(query("select count(*) from mail")).isEqualTo("10");
  }

  /** Else who is told to come again has two of it. */
  @Test
  void whatSharesACommitWithAKeyThatCannotBeTakenIsNotStoredEither() throws SQLException {
    UUID first = accept("k").id();
    settle(claim(1001), first, AttemptOutcome.Kind.DEAD);
    try (Connection open = connect("CARILLON_NOTIFIER_MIGRATION_URL");
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("select from notifier.dedup for update");
      Future<List<Accepted>> both = stores.inserts().enqueue(List.of(mail(), keyed("k")));
      assertThatThrownBy(both::await).isInstanceOf(Failure.class);
    }
    assertThat(query("select count(*) from mail")).isEqualTo("1");
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
  }

  @Test
  void keysAreForgottenAsFastAsItTakes() throws SQLException {
    asOwner(
        "insert into dedup select 'k' || i, gen_random_uuid(), now() - interval '31 days'"
            + " from generate_series(1, 250) i");
    accept("young");
    int passes = 1;
    while (stores.accepts().forget(100).await()) {
      passes++;
    }
    assertThat(passes).isEqualTo(3);
    assertThat(query("select count(*) from dedup")).isEqualTo("1");
  }

  @Test
  void theKeysOfSomebodyWhoIsErasedAreForgotten() throws SQLException {
    accept("k");
    stores.erasures().erase(erased("a@b.c")).await();
    assertThat(query("select count(*) from dedup")).isEqualTo("0");
  }

  private static Accepted accept(String key) {
    return stores.inserts().enqueue(List.of(keyed(key))).await().get(0);
  }

  private static NewMail keyed(String key) {
    return mail(new MailSchedule(null, null, false, null, Priority.NORMAL, key, null));
  }
}
