package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.queue.Intake;
import dev.carillon.notifier.queue.LeaseKeeper;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A server that answers after nine minutes beside a fast one, over the whole way of a mail but for
 * the tables. Time passes by seconds, when all that can be sent in each has arrived: what counts is
 * how much of it a mail had to wait for.
 */
class SlowServerTest {
  private static final int A_SECOND = 6;
  private static final int NINE_MINUTES = 540;
  private static final int CONNECTIONS = 8;
  private static final int PERMITS = 64;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final FakeSmtp slow = new FakeSmtp(vertx, new NetServerOptions());
  private final FakeSmtp fast = new FakeSmtp(vertx, new NetServerOptions());
  private final Map<UUID, Way> ways = new HashMap<>();
  private final Deque<Way> queue = new ArrayDeque<>();
  private long lease;

  /** A mail on its way. */
  private final class Way {
    final Outgoing mail = TestMails.outgoing();
    final long since = now();
    WireState wire = new WireState();
    long waited = -1;
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aServerThatAnswersAfterNineMinutesDoesNotMakeTheFastOneSlower() {
    SmtpServerConfig second = config(fast);
    List<Long> alone = run(List.of(second), 60);
    assertThat(alone).hasSize(60 * A_SECOND);
    ways.clear();
    slow.answers.put("CONTENT", "LATER");
    List<Long> beside = run(List.of(config(slow), second), NINE_MINUTES);
    assertThat(beside).hasSize(NINE_MINUTES * A_SECOND - CONNECTIONS);
    assertThat(p99(beside))
        .isLessThanOrEqualTo(Math.max(1, 2 * p99(alone))); // a second is the clock's step
    assertThat(beside.stream().mapToLong(Long::longValue).max().orElseThrow())
        .as("seconds that the unluckiest waited")
        .isLessThanOrEqualTo(6);
    slow.sayNow("250 at last");
    until(() -> ways.values().stream().allMatch(way -> way.waited >= 0));
    assertThat(fast.contents).hasSize(60 * A_SECOND + beside.size()).doesNotHaveDuplicates();
    assertThat(slow.received.stream().filter("CONTENT"::equals)).hasSize(CONNECTIONS);
  }

  /** The seconds that each mail waited which the fast server took. */
  private List<Long> run(List<SmtpServerConfig> servers, int seconds) {
    SmtpMailer mailer =
        new SmtpMailer(
            vertx,
            timers,
            clock,
            new SmtpConfig(servers, new From("from@test", null), Set.of(), null, false));
    LeaseKeeper leases =
        new LeaseKeeper(new Tables(), new Session(), clock, MailEvents.NONE, CrashRules.DEFAULT);
    Intake intake =
        new Intake(
            new Tables(),
            leases,
            new Watched(mailer),
            new OutcomePolicy(false, null, () -> 0.5),
            new QueueCapacity(PERMITS, 4_096, 1L << 30),
            timers,
            action -> context.runOnContext(v -> action.run()));
    on(intake::claimOnce); // there is nothing: mail goes directly
    String ofSlow = servers.size() > 1 ? servers.get(0).name() : "none";
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < A_SECOND; i++) {
        Way way = new Way();
        ways.put(way.mail.id(), way);
        queue.add(way);
      }
      take(intake);
      until(
          () ->
              ways.values().stream()
                      .filter(way -> !queue.contains(way))
                      .allMatch(way -> way.waited >= 0 || ofSlow.equals(way.wire.server()))
                  && isOnTheWire(ofSlow));
      clock.advance(Duration.ofSeconds(1));
      on(
          () -> {
            timers.advance(Duration.ofSeconds(1));
            intake.tick();
            return leases.heartbeatOnce();
          });
    }
    return ways.values().stream()
        .filter(way -> !ofSlow.equals(way.wire.server()))
        .map(way -> way.waited)
        .toList();
  }

  /** Whether the slow server has every mail that it must have: behind each may be another one. */
  private boolean isOnTheWire(String ofSlow) {
    long there =
        ways.values().stream()
            .filter(way -> way.waited < 0 && ofSlow.equals(way.wire.server()))
            .count();
    return List.copyOf(slow.received).stream().filter("CONTENT"::equals).count()
        >= Math.min(CONNECTIONS, (there + 1) / 2);
  }

  private void take(Intake intake) {
    DirectLease.Room room = on(() -> intake.reserve(1));
    while (room != null && !queue.isEmpty()) {
      Way way = queue.remove();
      intake.take(room, List.of(new Batch(++lease, 7, 1, 1, List.of(way.mail))));
      room = queue.isEmpty() ? null : on(() -> intake.reserve(1));
    }
    if (room != null) {
      intake.take(room, List.of());
    }
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toSeconds(clock.nanos());
  }

  private static long p99(List<Long> waited) {
    List<Long> sorted = waited.stream().sorted().toList();
    return sorted.get(sorted.size() * 99 / 100);
  }

  private static SmtpServerConfig config(FakeSmtp server) {
    return new SmtpServerConfig(
        "localhost",
        server.start().await(),
        "host.test",
        null,
        null,
        SmtpServerConfig.Tls.NONE,
        null,
        CONNECTIONS,
        Duration.ofMinutes(5),
        Duration.ofMinutes(10));
  }

  private <T> T on(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> step.get().onComplete(done));
    return done.future().await();
  }

  private void until(Supplier<Boolean> condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!on(() -> Future.succeededFuture(condition.get()))) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(100_000);
    }
  }

  /** Knows where each mail is. */
  private final class Watched implements Mailer {
    private final Mailer real;

    Watched(Mailer real) {
      this.real = real;
    }

    @Override
    public Future<Delivery> send(Outgoing mail, WireState wireState) {
      Way way = ways.get(mail.id());
      way.wire = wireState;
      return real.send(mail, wireState)
          .onSuccess(
              end -> {
                assertThat(end.result()).isEqualTo(Delivery.Result.SENT);
                way.waited = now() - way.since;
              });
    }

    @Override
    public int room() {
      return real.room();
    }

    @Override
    public int width() {
      return real.width();
    }

    @Override
    public Future<Void> close() {
      return real.close();
    }
  }

  /** Tables that take everything at once. */
  private static final class Tables implements QueueStore {
    @Override
    public Future<List<Batch>> claim(long worker, QueueStore.Room room) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
      return Future.succeededFuture(requests.stream().map(one -> SendDecision.SEND).toList());
    }

    @Override
    public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
      return Future.succeededFuture(mails.keySet());
    }

    @Override
    public Future<Set<Long>> settle(List<LeaseOutcome> results) {
      return Future.succeededFuture(
          results.stream().map(one -> one.batch().leaseId()).collect(Collectors.toSet()));
    }

    @Override
    public Future<Set<Long>> heartbeat(Set<Long> leases, Long worker) {
      return Future.succeededFuture(leases);
    }

    @Override
    public Future<Rescued> rescue(
        Set<Long> ownWorkers,
        Set<Long> ownLeases,
        Set<Long> gone,
        Set<Long> overdue,
        CrashRules rules) {
      return Future.succeededFuture(Rescued.NOTHING);
    }

    @Override
    public Future<List<MailChange>> promote() {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Duration> untilDue() {
      return Future.succeededFuture(Duration.ZERO);
    }

    @Override
    public Future<List<MailChange>> release() {
      return Future.succeededFuture(List.of());
    }
  }

  private static final class Session implements WorkerSession {
    @Override
    public Future<Long> worker() {
      return Future.succeededFuture(7L);
    }

    @Override
    public Long current() {
      return 7L;
    }

    @Override
    public boolean holds(long worker) {
      return worker == 7;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
