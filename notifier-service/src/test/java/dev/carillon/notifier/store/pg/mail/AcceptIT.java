package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.throttles.OpenWindow;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What accepting guarantees: one mail per key, one effect per event, one mail per window. On a real
 * PostgreSQL.
 */
class AcceptIT extends QueueTables {
  @Test
  void commitsThatHaveTheSameKeysInAnotherOrderDoNotFail() {
    List<Future<List<Accepted>>> accepts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<NewMail> mails = new ArrayList<>();
      for (int k = 0; k < 300; k++) {
        String key = "k" + (i % 2 == 0 ? k : 299 - k);
        mails.add(mail(new MailSchedule(null, null, false, null, Priority.NORMAL, key, null)));
      }
      accepts.add(stores.inserts().enqueue(mails));
    }
    Future.join(accepts).await();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(300);
  }

  @Test
  void aKeyIsTakenOnceHoweverManyComeTogether() {
    List<Future<List<Accepted>>> accepts = new ArrayList<>();
    MailSchedule terms =
        new MailSchedule(null, null, false, null, Priority.NORMAL, "order-1", null);
    for (int i = 0; i < 16; i++) {
      accepts.add(stores.inserts().enqueue(List.of(mail(terms), mail(terms), mail())));
    }
    Future.join(accepts).await();
    List<Accepted> keyed =
        accepts.stream().flatMap(a -> a.result().subList(0, 2).stream()).toList();
    assertThat(keyed).extracting(Accepted::id).containsOnly(keyed.get(0).id());
    assertThat(keyed.stream().filter(a -> !a.duplicate())).hasSize(1);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(17);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void ofMailsUnderOneKeyOnlyTheLastIsLeft() {
    MailSchedule terms =
        new MailSchedule(
            null,
            Duration.ofSeconds(60),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(60)));
    List<Future<Accepted>> accepts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      accepts.add(gather(mail(terms)));
    }
    Future.join(accepts).await();
    assertThat(stores.mails().ledger().await().states())
        .isEqualTo(Map.of("scheduled", 1L, "merged", 7L));
    later("30 s");
    Accepted last = gather(mail(terms)).await();
    later("61 s");
    assertThat(promote()).isZero(); // the window slides
    later("91 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(last.id());
    Accepted next = gather(mail(terms)).await();
    assertThat(state(next.id())).isEqualTo(MailState.SCHEDULED); // a window of its own
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aWindowEndsAfterTenDelaysHoweverOftenItIsMoved() {
    MailSchedule terms =
        new MailSchedule(
            null,
            Duration.ofSeconds(60),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(60)));
    for (int i = 0; i < 12; i++) {
      later(i * 50 + " s");
      gather(mail(terms)).await();
    }
    later("601 s");
    assertThat(promote()).isEqualTo(1);
  }

  @Test
  void aWindowSaysWhatItsMailIsAndAMailForWhichUserItIs() {
    UUID user = ids.next();
    MailSchedule terms =
        new MailSchedule(
            null,
            Duration.ofSeconds(60),
            false,
            null,
            Priority.NORMAL,
            null,
            Window.debounce("draft", Duration.ofSeconds(60)));
    NewMail plain = mail("a@b.c", new MailTags("welcome", "news", false, null, false), terms);
    NewMail toUser =
        new NewMail(
            plain.id(),
            plain.recipient(),
            plain.recipientName(),
            user,
            plain.subject(),
            plain.content(),
            plain.messageId(),
            plain.tags(),
            plain.schedule(),
            null);
    gather(toUser).await();
    assertThat(stores.throttles().held().await().windows())
        .extracting(OpenWindow::template, OpenWindow::topic)
        .containsExactly(tuple("welcome", "news"));
    MailedTo to = new MailedTo(user, "a@b.c", "A");
    assertThat(stores.mails().get(toUser.id()).await().to()).isEqualTo(to);
    ListMails theirs = new ListMails(null, null, user, new PageRequest(1, null));
    assertThat(stores.mails().list(theirs).await().items()).extracting(Mail::to).containsOnly(to);
    assertThat(stores.mails().rules(toUser).await().explain(toUser).to()).isEqualTo(to);
  }

  @Test
  void anEventHasItsEffectOnceHoweverOftenAndHoweverConcurrentlyItComes() {
    DomainEvent<?> event = userEvent();
    List<Future<Integer>> copies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      copies.add(stores.accepts().acceptOnce(List.of(new AcceptStore.Effect(event, mail()))));
    }
    Future.join(copies).await();
    assertThat(copies.stream().mapToInt(Future::result).sum()).isEqualTo(1);
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
  }
}
