package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.MailState;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease.Room;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A worker whose link to PostgreSQL goes silent, and one that rescues its mail. What was begun is
 * counted at the server that both send to. Time passes when the test says so, for both and for the
 * database.
 */
class CutOffIT extends QueueTables {
  private static final int CLAIMED = 40;
  private static final int DIRECT = 20;
  private static final int PERMITS = 128;

  private final Vertx vertx = Vertx.vertx();
  private final SilentProxy link = link();
  private final NotifierStores through = openThrough(link);
  private final PassingTime time = new PassingTime();
  private final List<UUID> begun = new ArrayList<>(); // by both, at the server
  private final Worker cutOff = new Worker(through);
  private final Worker peer = new Worker(stores);

  @AfterEach
  void close() {
    cutOff.session.close().otherwiseEmpty().await();
    peer.session.close().await();
    link.close();
    through.close().otherwiseEmpty().await();
    vertx.close().await();
  }

  @Test
  void whoIsCutOffBeginsNothingAfterTwoThirdsOfItsLeases() {
    takeDirectly();
    for (int i = 0; i < CLAIMED; i++) {
      accept();
    }
    cutOff.claimAll();
    cutOff.server.begin(5);
    cutOff.server.end();
    Await.until(
        Duration.ofSeconds(60), () -> "5 outcomes", () -> "5".equals(query(COUNT_OUTCOMES)));
    cutOff.on(cutOff.leases::heartbeatOnce);
    link.cut();
    cutOff.server.begin(3); // there is time for these
    Set<UUID> onTheWire = Set.copyOf(begun.subList(5, 8));
    time.pass(Duration.ofMillis(6_700));
    cutOff.server.begin(PERMITS);
    assertThat(begun).hasSize(8);
    cutOff.on(() -> tick(cutOff.intake)); // nor does anything else wait for it here
    assertThat(cutOff.server.open).hasSize(3);
    rescueByPeer();
    cutOff.server.begin(PERMITS);
    peer.claimAll();
    peer.server.begin(PERMITS);
    peer.server.end();
    Set<UUID> twice = new HashSet<>(begun);
    begun.forEach(one -> assertThat(begun.stream().filter(one::equals).count()).isLessThan(3));
    twice.removeIf(one -> begun.indexOf(one) == begun.lastIndexOf(one));
    assertThat(twice).isEqualTo(onTheWire);
    assertThat(begun).hasSize(CLAIMED + DIRECT + onTheWire.size());
    Await.until(
        Duration.ofSeconds(60),
        () -> "all outcomes",
        () -> String.valueOf(CLAIMED + DIRECT).equals(query(COUNT_OUTCOMES)));
    onTheWire.forEach(
        one ->
            assertThat(stores.mails().get(one).await().attempts())
                .extracting(attempt -> attempt.outcome())
                .containsExactly("unknown", "sent"));
    assertThat(begun.stream().map(QueueTables::state)).containsOnly(MailState.SENT);
  }

  private static final String COUNT_OUTCOMES = "select count(*) from outcome where state = 's'";

  private void takeDirectly() {
    cutOff.on(cutOff.intake::claimOnce); // there is nothing: it may take mail directly
    List<NewMail> mails = Stream.generate(QueueTables::mail).limit(DIRECT).toList();
    Room room = cutOff.on(() -> cutOff.intake.reserve(DIRECT));
    assertThat(room).isNotNull();
    cutOff.intake.take(room, through.inserts().lease(mails, room.worker()).await().leased());
    cutOff.on(Future::succeededFuture);
  }

  /** The link is silent, but PostgreSQL has not missed it: the lock is held. */
  private void rescueByPeer() {
    for (int seconds = 0; seconds < 33; seconds += 3) {
      time.pass(Duration.ofSeconds(3));
      peer.on(peer.leases::upkeepOnce);
      cutOff.on(() -> tick(cutOff.intake));
      cutOff.server.begin(1);
    }
  }

  private static Future<Void> tick(Intake intake) {
    intake.tick();
    return Future.succeededFuture();
  }

  /** The monotonic clock of all processes, which may be moved on together with the database's. */
  private static final class PassingTime implements Clocks {
    private final Clocks system = Clocks.system();
    private final AtomicLong passed = new AtomicLong();

    void pass(Duration by) {
      later(Duration.ofNanos(passed.addAndGet(by.toNanos())).toMillis() + " ms");
    }

    @Override
    public Instant now() {
      return system.now().plusNanos(passed.get());
    }

    @Override
    public long nanos() {
      return system.nanos() + passed.get();
    }
  }

  /** A worker without its loops. */
  private final class Worker {
    final Context context = vertx.getOrCreateContext();
    final Server server = new Server(context);
    final WorkerSession session;
    final LeaseKeeper leases;
    final Intake intake;

    Worker(NotifierStores its) {
      session = its.workerSession();
      leases = new LeaseKeeper(its.queue(), session, time, MailEvents.NONE, CrashRules.DEFAULT);
      intake =
          new Intake(
              its.queue(),
              leases,
              server,
              new OutcomePolicy(false, null, () -> 0.5),
              new QueueCapacity(PERMITS, PERMITS, 1 << 26),
              Timers.of(vertx),
              action -> context.runOnContext(v -> action.run()));
    }

    <T> T on(Supplier<Future<T>> step) {
      Promise<T> done = Promise.promise();
      context.runOnContext(v -> step.get().onComplete(done));
      return done.future().await();
    }

    void claimAll() {
      while (on(intake::claimOnce)) {
        on(Future::succeededFuture); // what was claimed gets to the server after it
      }
    }
  }

  /** Takes mail when the test says so. */
  private final class Server implements Mailer {
    private final Context context;
    private final Deque<Sending> waiting = new ArrayDeque<>();
    private final List<Sending> open = new ArrayList<>();

    private record Sending(Outgoing mail, WireState wireState, Promise<Delivery> done) {}

    Server(Context context) {
      this.context = context;
    }

    @Override
    public Future<Delivery> send(Outgoing mail, WireState wireState) {
      Promise<Delivery> done = Promise.promise();
      waiting.add(new Sending(mail, wireState, done));
      return done.future();
    }

    void begin(int most) {
      step(
          () -> {
            for (int i = 0; i < most && !waiting.isEmpty(); i++) {
              Sending next = waiting.remove();
              if (next.wireState().enterWire()) {
                begun.add(next.mail().id());
                next.wireState().reached(Phase.DOT);
                open.add(next);
              } else {
                next.done()
                    .complete(new Delivery(Delivery.Result.CANCELLED, Phase.CONNECT, "too late"));
              }
            }
          });
    }

    void end() {
      step(
          () -> {
            open.forEach(
                one ->
                    one.done().complete(new Delivery(Delivery.Result.SENT, Phase.REPLIED, "250")));
            open.clear();
          });
    }

    private void step(Runnable action) {
      Promise<Void> done = Promise.promise();
      context.runOnContext(
          v -> {
            action.run();
            done.complete();
          });
      done.future().await();
    }

    @Override
    public int room() {
      return PERMITS;
    }

    @Override
    public int width() {
      return PERMITS;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
