package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written down as begun, and when. */
class WireLineTest {
  private final FaultyStore store = new FaultyStore();
  private final Outbox mailer = new Outbox();
  private final ManualClock clock = new ManualClock();
  private final WireLine line = new WireLine(store, mailer, CrashRules.DEFAULT, clock::nanos);
  private final List<Outgoing> mails = Stream.generate(TestMails::outgoing).limit(10).toList();
  private final List<WireState> wires = new ArrayList<>();
  private final List<Future<Delivery>> ends = new ArrayList<>();

  @BeforeEach
  void narrow() {
    mailer.width = 2;
  }

  @Test
  void onlyWhatGoesOnTheWireNowIsWrittenDown() {
    send(mails, Set.of());
    assertThat(begun()).containsExactlyElementsOf(ids(0, 2));
    assertThat(mailer.wireStates.keySet()).containsExactlyInAnyOrderElementsOf(ids(0, 2));
    mailer.end(mails.get(0), Delivery.Result.SENT);
    assertThat(begun()).containsExactlyElementsOf(ids(0, 3));
    assertThat(ends.get(0).result().result()).isEqualTo(Delivery.Result.SENT);
  }

  @Test
  void nothingIsHandedOverBeforeThatIsCommitted() {
    store.noted = Promise.promise();
    send(mails, Set.of());
    assertThat(mailer.wireStates).isEmpty();
    store.noted.complete(Set.of(1L));
    assertThat(mailer.wireStates).hasSize(2);
  }

  @Test
  void whatTheClaimHasWrittenDownGoesAtOnce() {
    assertThat(line.promise(32)).isEqualTo(2);
    line.claimed(2);
    send(mails.subList(0, 2), Set.copyOf(ids(0, 2)));
    assertThat(store.begun).isEmpty();
    assertThat(mailer.wireStates).hasSize(2);
    assertThat(line.promise(32)).isZero();
  }

  /** So that a fast server costs no statement: what went out in a moment will do so in the next. */
  @Test
  void theMoreGoesOutTheMoreAClaimWritesDown() {
    send(mails, Set.copyOf(ids(0, 10)));
    mails.forEach(mail -> mailer.end(mail, Delivery.Result.SENT));
    assertThat(line.promise(32)).isEqualTo(10);
    line.claimed(10);
    clock.advance(Duration.ofMillis(50));
    assertThat(line.promise(5)).isEqualTo(5);
    line.claimed(5);
    clock.advance(Duration.ofMillis(100));
    assertThat(line.promise(32)).isEqualTo(2);
  }

  @Test
  void whatWasCalledBackWhileItWaitedIsNotSent() {
    send(mails.subList(0, 3), Set.of());
    wires.get(2).callBack();
    mailer.end(mails.get(0), Delivery.Result.SENT);
    assertThat(mailer.wireStates.keySet()).doesNotContain(mails.get(2).id());
    assertThat(ends.get(2).result().result()).isEqualTo(Delivery.Result.POSTPONED);
  }

  @Test
  void whatCannotBeWrittenDownOrBelongsToAnotherIsNotSent() {
    store.noted = Promise.promise();
    send(mails.subList(0, 2), Set.of());
    store.noted.fail("away");
    assertThat(ends).allMatch(end -> end.result().result() == Delivery.Result.POSTPONED);
    store.noted = Promise.promise();
    send(mails.subList(2, 4), Set.of());
    store.noted.complete(Set.of()); // the lease was rescued
    assertThat(ends.subList(2, 4))
        .allMatch(end -> end.result().result() == Delivery.Result.POSTPONED);
    assertThat(mailer.wireStates).isEmpty();
  }

  @Test
  void whileNoServerHasRoomNobodyWaitsHere() {
    send(mails.subList(0, 4), Set.of());
    mailer.room = 0;
    for (int second = 0; second < 29; second++) {
      line.tick();
    }
    assertThat(ends).noneMatch(Future::isComplete);
    line.tick();
    assertThat(ends.subList(2, 4)).allMatch(Future::succeeded);
    mailer.end(mails.get(0), Delivery.Result.SENT);
    mailer.end(mails.get(1), Delivery.Result.SENT);
    send(List.of(mails.get(5)), Set.of());
    assertThat(ends.get(4).result().result()).isEqualTo(Delivery.Result.POSTPONED);
  }

  @Test
  void mailThatThreeProcessesHaveDiedWithBeginsAlone() {
    mailer.width = 8;
    List<Outgoing> suspects = List.of(rescued(3), rescued(4));
    send(suspects, Set.of());
    send(mails.subList(0, 2), Set.of());
    assertThat(begun()).containsExactly(suspects.get(0).id(), mails.get(0).id(), mails.get(1).id());
    mailer.end(suspects.get(0), Delivery.Result.SENT);
    assertThat(begun()).contains(suspects.get(1).id());
  }

  private static Outgoing rescued(int times) {
    Outgoing usual = TestMails.outgoing();
    return new Outgoing(
        usual.id(),
        usual.recipient(),
        usual.recipientName(),
        usual.subject(),
        usual.content(),
        usual.messageId(),
        usual.date(),
        usual.decision(),
        usual.takenAt(),
        usual.tags(),
        new Tries(usual.date(), 0, 0, times),
        usual.sender());
  }

  private void send(List<Outgoing> some, Set<UUID> begun) {
    Batch batch = new Batch(1, 7, 1, 1, some, begun);
    for (Outgoing mail : some) {
      WireState wire = new WireState();
      wires.add(wire);
      ends.add(line.send(batch, mail, wire));
    }
  }

  private List<UUID> begun() {
    return store.begun.stream()
        .map(Map::values)
        .flatMap(lists -> lists.stream().flatMap(List::stream))
        .toList();
  }

  private List<UUID> ids(int from, int to) {
    return mails.subList(from, to).stream().map(Outgoing::id).toList();
  }
}
