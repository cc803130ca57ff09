package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.KeptMail;
import dev.carillon.contract.mail.KeptPage;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.ListTraces;
import dev.carillon.contract.mail.MailTraces;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.QueueTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All that is kept of a person comes in pieces that fit into memory, each mail once. */
class KeptMailsIT extends QueueTables {
  private static final List<String> ADDRESSES = List.of("a@b.c", "old@b.c");
  private final UUID user = UUID.randomUUID();

  @Test
  void everyMailToTheUserAndToTheAddressesComesOnce() {
    List<NewMail> theirs = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      theirs.add(mailTo("a@b.c", user, "T" + i));
    }
    theirs.add(mailTo("OLD@b.c", null, "to an address"));
    theirs.add(mailTo("elsewhere@b.c", user, "to the user"));
    List<NewMail> others =
        List.of(mailTo("a@b.c", UUID.randomUUID(), "x"), mailTo("other@b.c", null, "y"));
    stores.inserts().enqueue(theirs).await();
    stores.inserts().enqueue(others).await();
    List<KeptMail> kept = new ArrayList<>();
    pages().forEach(page -> kept.addAll(page.items()));
    assertThat(kept)
        .extracting(k -> k.mail().id())
        .containsExactlyInAnyOrderElementsOf(theirs.stream().map(NewMail::id).toList());
    assertThat(kept.get(0).content().text("text")).isEqualTo("T0");
    Set<String> subjects = new HashSet<>();
    kept.forEach(k -> subjects.add(k.mail().subject()));
    assertThat(subjects).containsExactly("S");
  }

  /** A piece has as many mails as make a megabyte, and one at least. */
  @Test
  void largeMailsComeAFewAtATime() {
    for (int i = 0; i < 5; i++) {
      stores.inserts().enqueue(List.of(mailTo("a@b.c", user, "x".repeat(400_000)))).await();
    }
    stores.inserts().enqueue(List.of(mailTo("a@b.c", user, "y".repeat(1_500_000)))).await();
    assertThat(pages().stream().map(page -> page.items().size()).filter(n -> n > 0))
        .containsExactly(2, 2, 1, 1);
  }

  @Test
  void whatIsKeptBesideMailIsThereToo() {
    stores.suppressions().add(new Suppress("old@b.c", "news", "why"), ADA, null).await();
    stores.suppressions().add(new Suppress("other@b.c", null, null), ADA, null).await();
    MailTraces traces = stores.mails().traces(new ListTraces(ADDRESSES)).await();
    assertThat(traces.suppressions()).extracting(Suppression::address).containsExactly("old@b.c");
    assertThat(traces.windows()).isEmpty();
    Suppress ended = new Suppress("a@b.c", "news", "why");
    stores.suppressions().add(ended, ADA, null).await();
    stores.suppressions().remove(ended, ADA).await();
    List<Suppression> all = stores.mails().traces(new ListTraces(ADDRESSES)).await().suppressions();
    assertThat(all).extracting(Suppression::address).containsExactly("old@b.c", "a@b.c");
    assertThat(all.get(0).until()).as("what counts is first").isNull();
    assertThat(all.get(1).until()).isNotNull();
    assertThat(all).as("who of the house did is not the person's").allMatch(s -> s.by() == null);
    assertThat(all).allMatch(s -> s.endedBy() == null);
  }

  @Test
  void aCursorOfSomethingElseIsRefused() {
    for (String cursor : List.of("3_" + user, "0", "0_x", "-1_" + user, "x")) {
      assertThatThrownBy(() -> page(cursor)).as(cursor).hasMessageContaining("cursor");
    }
  }

  private List<KeptPage> pages() {
    List<KeptPage> pages = new ArrayList<>();
    String cursor = null;
    do {
      KeptPage page = page(cursor);
      pages.add(page);
      cursor = page.next();
    } while (cursor != null);
    return pages;
  }

  private KeptPage page(String cursor) {
    return stores.mails().kept(new ListKept(user, ADDRESSES, cursor)).await();
  }

  private static NewMail mailTo(String address, UUID user, String text) {
    NewMail plain = mail(address, MailTags.NONE, MailSchedule.NOW);
    return new NewMail(
        plain.id(),
        address,
        "A",
        user,
        plain.subject(),
        Content.text(text),
        plain.messageId(),
        plain.tags(),
        plain.schedule(),
        null);
  }
}
