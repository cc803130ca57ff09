package dev.carillon.notifier.store.pg.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.throttles.OpenWindow;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.DigestItem;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What windows and limits of servers guarantee, on a real PostgreSQL. */
class FlowGuaranteesIT extends QueueTables {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void aFixedDigestEndsWhenItsWindowDoesAndSaysAllThatCame() {
    Window window = digest(DigestMode.FIXED);
    for (int i = 0; i < 3; i++) {
      later(i * 25 + " s");
      gather(window, "n" + i);
    }
    OpenWindow open = stores.throttles().held().await().windows().get(0);
    assertThat(open.mails()).isEqualTo(3);
    assertThat(Duration.between(open.since(), open.closesAt()).toSeconds()).isBetween(59L, 61L);
    later("61 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).content().text()).isEqualTo("n0,n1,n2");
    assertThat(stores.mails().ledger().await().states())
        .isEqualTo(Map.of("merged", 2L, "sending", 1L));
    assertThat(state(gather(window, "next").id())).isEqualTo(MailState.SCHEDULED);
    assertThat(stores.throttles().held().await().windows().get(0).mails()).isEqualTo(1);
  }

  @Test
  void aSlidingDigestEndsWhenNothingMoreComesOrAfterTenTimes() {
    Window window = digest(DigestMode.SLIDING);
    for (int i = 0; i < 12; i++) {
      later(i * 50 + " s");
      gather(window, "n" + i);
    }
    later("598 s");
    assertThat(promote()).isZero();
    later("601 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).content().text()).startsWith("n0,").endsWith(",n11");
  }

  @Test
  void whereTheFirstGoesAtOnceTheOthersFollowTogether() {
    Window window = digest(DigestMode.FIRST);
    assertThat(gather(window, "n0").state()).isEqualTo(MailState.READY);
    assertThat(claim(1001).mails().get(0).content().text()).isEqualTo("n0");
    gather(window, "n1");
    gather(window, "n2");
    later("61 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).content().text()).isEqualTo("n1,n2");
    later("62 s");
    assertThat(gather(window, "n3").state()).isEqualTo(MailState.READY);
  }

  @Test
  void aWindowIsClosedByHandAndADigestThatIsFullIsNotFilledFurther() {
    Window window = digest(DigestMode.FIXED);
    for (int i = 0; i < 201; i++) {
      gather(window, "n");
    }
    assertThat(stores.mails().ledger().await().states())
        .isEqualTo(Map.of("merged", 199L, "scheduled", 2L));
    OpenWindow open = stores.throttles().held().await().windows().get(0);
    assertThat(open.mails()).isEqualTo(1);
    stores.throttles().closeWindow(open.id(), ADA, null).await();
    assertThat(stores.mails().timeline(open.mailId()).await().events())
        .filteredOn(event -> event.kind().equals("rescheduled"))
        .extracting(event -> event.by())
        .as("who closed its window")
        .containsExactly("ada");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(open.mailId());
  }

  @Test
  void whatFollowsAWindowThatWasClosedDoesNotSayTheSameAgain() {
    Window window = digest(DigestMode.FIRST);
    gather(window, "n0");
    gather(window, "n1");
    UUID open = stores.throttles().held().await().windows().get(0).id();
    stores.throttles().closeWindow(open, ADA, null).await();
    gather(window, "n2"); // before the other one goes
    assertThat(promote()).isEqualTo(1);
    assertThat(
            stores.queue().claim(1001, room(4)).await().stream().flatMap(b -> b.mails().stream()))
        .extracting(m -> m.content().text())
        .containsExactlyInAnyOrder("n0", "n1", "n2");
  }

  @Test
  void mailsOfDifferentKindsDoNotBecomeOne() {
    Window window = digest(DigestMode.FIXED);
    MailSchedule terms = new MailSchedule(null, null, false, null, Priority.NORMAL, null, window);
    for (MailTags label : List.of(label("a", false), label("b", false), label("a", true))) {
      NewMail mail = to("a@b.c", label);
      gather(
              new NewMail(
                  mail.id(),
                  "a@b.c",
                  null,
                  null,
                  "S",
                  mail.content(),
                  mail.messageId(),
                  label,
                  terms,
                  new DigestItem(Doc.of("x"), items -> mail)))
          .await();
    }
    assertThat(stores.throttles().held().await().windows()).hasSize(3);
  }

  @Test
  void allProcessesTogetherGetNoMorePermitsThanALimitLeaves() {
    ServerPermits budgets = stores.serverPermits();
    stores.throttles().putServer(new SmtpServerRule("s", false, 50, Duration.ofSeconds(1))).await();
    long began = System.nanoTime();
    int granted = 0;
    for (int i = 0; granted < 40; i++) {
      List<Future<ServerPermits.Grant>> asked = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        asked.add(budgets.take("s", 7));
      }
      Future.join(asked).await();
      granted += asked.stream().mapToInt(p -> p.result().granted()).sum();
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(granted).isLessThanOrEqualTo((int) Math.ceil(50 * (seconds + 0.1)) + 1);
      assertThat(i).isLessThan(100_000);
    }
    assertThat(budgets.take("nobody limits it", 7).await().granted()).isEqualTo(7);
  }

  @Test
  void aTemplateSaysWhetherItsMailIsSentAgainWhenNobodyKnows() {
    UUID held = store(to("a@b.c", new MailTags("h", null, false, null, true)));
    UUID again = store(mail());
    assertThat(claim(1001).mails()).hasSize(2);
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(2);
    assertThat(state(held)).isEqualTo(MailState.UNKNOWN);
    assertThat(state(again)).isEqualTo(MailState.READY);
  }

  private static UUID store(NewMail mail) {
    stores.inserts().enqueue(List.of(mail)).await();
    return mail.id();
  }

  private static MailTags label(String template, boolean critical) {
    return new MailTags(template, null, critical, null, false);
  }

  private static Window digest(DigestMode mode) {
    return new Window(
        mode, "key", MINUTE, mode == DigestMode.SLIDING ? MINUTE.multipliedBy(10) : MINUTE);
  }

  private static Accepted gather(Window window, String item) {
    MailSchedule terms = new MailSchedule(null, null, false, null, Priority.NORMAL, null, window);
    NewMail plain = mail(terms);
    DigestItem digest =
        new DigestItem(
            Doc.of(item),
            items ->
                said(
                    plain,
                    items.stream()
                        .map(d -> String.valueOf(d.value()))
                        .collect(Collectors.joining(","))));
    NewMail one = said(plain, item);
    return gather(
            new NewMail(
                one.id(),
                one.recipient(),
                null,
                null,
                "S",
                one.content(),
                one.messageId(),
                MailTags.NONE,
                terms,
                digest))
        .await();
  }

  private static NewMail said(NewMail mail, String text) {
    return new NewMail(
        mail.id(),
        mail.recipient(),
        null,
        null,
        "S",
        Content.text(text),
        mail.messageId(),
        MailTags.NONE,
        mail.schedule(),
        null);
  }

  private static NewMail to(String recipient, MailTags label) {
    return mail(recipient, label, MailSchedule.NOW);
  }
}
