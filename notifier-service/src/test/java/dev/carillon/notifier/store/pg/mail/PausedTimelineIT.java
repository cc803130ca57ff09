package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.contract.mail.MailTimeline.Event;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.PausedMail;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.Actor;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of pauses, by whom, while they last and when they are over. */
class PausedTimelineIT extends QueueTables {
  private static final Actor BOB = new Actor("bob", "r2");

  @Test
  void aMailThatWaitedInAPauseStillSaysSoAfterwards() {
    pause(null, BOB);
    resume(null, BOB);
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    pause(null, ADA);
    pause("other", ADA);
    assertThat(told(mail.id())).containsExactly(tuple("paused", "ada", "all mail"));
    resume(null, BOB);
    assertThat(told(mail.id()))
        .as("not the pause before it, nor that of another template")
        .containsExactly(tuple("paused", "ada", "all mail"), tuple("resumed", "bob", "all mail"));
  }

  @Test
  void whatWasPausedBeforeAMailCameIsToldFromWhenItCame() {
    pause(null, ADA);
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    List<Event> events = stores.mails().timeline(mail.id()).await().events();
    assertThat(events).extracting(Event::kind).containsExactly("accepted", "paused");
    assertThat(events.get(1).at()).isEqualTo(events.get(0).at());
  }

  @Test
  void aPauseSaysWhoAndSinceWhenAndTheLastThousandAreKept() throws SQLException {
    pause("first", ADA);
    List<PausedMail> items = pause("first", BOB);
    assertThat(items).hasSize(1);
    assertThat(items.get(0).by()).as("it was paused before").isEqualTo("ada");
    assertThat(items.get(0).since()).isNotNull();
    asOwner(
        "insert into pause_past select 'past', clock_now() - n * interval '1 s', clock_now(), 'a', 'b'"
            + " from generate_series(1, 1500) n");
    resume("first", BOB);
    assertThat(Integer.parseInt(query("select count(*) from pause_past"))).isBetween(1_000, 1_001);
    assertThat(query("select count(*) from pause_past where template = 'first'")).isEqualTo("1");
  }

  private static List<PausedMail> pause(@Nullable String template, Actor by) {
    return stores.suppressions().pause(new Pause(template), by, null).await().answer().items();
  }

  private static void resume(@Nullable String template, Actor by) {
    stores.suppressions().resume(new Pause(template), by).await();
  }

  private static List<Tuple> told(UUID mail) {
    return stores.mails().timeline(mail).await().events().stream()
        .filter(event -> event.kind().equals("paused") || event.kind().equals("resumed"))
        .map(event -> tuple(event.kind(), event.by(), event.rule()))
        .toList();
  }
}
