package dev.carillon.store.pg.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.contract.DomainEvent;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.PoolerException;
import dev.carillon.store.pg.server.PgServers;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the relay promises, with consumers that misbehave. */
class OutboxRelayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Backends backends;
  private static Vertx vertx;
  private static PgClients clients;
  private static Database database;

  /** Takes what it is given, after some failures, and remembers the order. */
  private static final class Recorder implements Consumers<Doc> {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile Runnable meanwhile = () -> {};

    @Override
    public Map<String, Class<? extends Doc>> events() {
      return Map.of("users.changed.v1", Doc.class);
    }

    @Override
    public Future<?> deliver(DomainEvent<Doc> event) {
      String text = event.data().text("text");
      if (poison.contains(text)) {
        return Future.failedFuture(Failure.of(FailureCode.INVALID, "poison"));
      }
      if (text.equals("thrown")) {
        throw new IllegalStateException("a consumer with a fault");
      }
      if (failures.merge(text, -1, Integer::sum) >= 0) {
        return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "not now"));
      }
      taken.add(text);
      meanwhile.run();
      return Future.succeededFuture();
    }

    @Override
    public void tell(DomainEvent<Doc> event) {
      told.add(event.data().text("text"));
    }
  }

  @BeforeAll
  static void start() {
    backends = Backends.start(folder);
    vertx = Vertx.vertx();
    clients =
        new PgClients(
            vertx,
            PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users"),
            Duration.ofSeconds(10),
            Clocks.system());
    clients.migrate().await();
    database = backends.database("USERS");
  }

  @AfterAll
  static void stop() {
    database.close();
    vertx.close().await();
    backends.close();
  }

  @BeforeEach
  void empty() {
    database.change("truncate users.outbox");
  }

  /** The lock of a relay would be anybody's there. */
  @Test
  void behindAPoolerInTransactionModeNothingStarts() {
    PgUrls urls = PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users");
    String url = urls.runtime().reveal();
    int port = PgServers.parse(url).first().getPort();
    try (TransactionPooler pooler = new TransactionPooler(vertx, port)) {
      Secret pooled = new Secret(url.replaceFirst("@[^/@]+/", "@127.0.0.1:" + pooler.port() + "/"));
      PgClients behind =
          new PgClients(
              vertx,
              new PgUrls("users", pooled, urls.migration()),
              Duration.ofSeconds(10),
              Clocks.system());
      assertThatThrownBy(() -> behind.start().await())
          .isInstanceOf(PoolerException.class)
          .hasMessageStartingWith("CARILLON_USERS_PG_URL")
          .hasMessageContaining("transaction mode");
    }
    clients.start().await(); // without one
    clients.stop().await();
  }

  @Test
  void eachSubjectIsInOrderWhateverFailsBetween() {
    Recorder recorder = new Recorder();
    Random random = new Random(7);
    Map<String, List<String>> expected = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String subject = "user:" + random.nextInt(12);
      String text = subject + "/" + i;
      expected.computeIfAbsent(subject, s -> new ArrayList<>()).add(text);
      if (random.nextInt(10) == 0) {
        recorder.failures.put(text, 1 + random.nextInt(3));
      }
      write(subject, text);
    }
    OutboxRelay relay = relay(recorder);
    relay.start();
    awaitEmpty();
    relay.stop().await();
    assertThat(recorder.taken).hasSize(300);
    expected.forEach(
        (subject, texts) ->
            assertThat(recorder.taken.stream().filter(t -> t.startsWith(subject + "/")))
                .containsExactlyElementsOf(texts));
    assertThat(recorder.told).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void aPoisonEventIsParkedAndTheOthersGoOn() {
    Recorder recorder = new Recorder();
    recorder.poison.add("bad");
    write("user:1", "before");
    write("user:1", "bad");
    write("user:1", "after");
    write("user:2", "other");
    OutboxRelay relay = relay(recorder);
    relay.start();
    Await.until(
        LIMIT,
        () -> "all but the bad one",
        () -> database.number("select count(*) from users.outbox where parked_at is null") == 0);
    relay.stop().await();
    assertThat(recorder.taken).containsExactlyInAnyOrder("before", "after", "other");
    assertThat(database.texts("select last_error from users.outbox where parked_at is not null"))
        .containsExactly("poison");
  }

  @Test
  void anEventThatCannotBeReadIsParkedAndTheOthersGoOn() {
    Recorder recorder = new Recorder();
    write("user:1", "of an unknown type");
    database.change("update users.outbox set type = 'users.moved.v9'");
    write("user:1", "after");
    OutboxRelay relay = relay(recorder);
    relay.start();
    Await.until(
        LIMIT,
        () -> "all but the unknown one",
        () -> database.number("select count(*) from users.outbox where parked_at is null") == 0);
    relay.stop().await();
    assertThat(recorder.taken).containsExactly("after");
    assertThat(database.texts("select last_error from users.outbox where parked_at is not null"))
        .containsExactly("Events of type users.moved.v9 are not known here");
  }

  @Test
  void aConsumerWithAFaultStopsNobodyElse() {
    Recorder recorder = new Recorder();
    write("user:1", "thrown");
    write("user:1", "behind it");
    database.change("update users.outbox set attempts = 8 where subject = 'user:1'");
    write("user:2", "other");
    OutboxRelay relay = relay(recorder);
    relay.start();
    Await.until(
        LIMIT,
        () -> "the fault to be parked in the end",
        () -> database.number("select count(*) from users.outbox where parked_at is null") == 0);
    relay.stop().await();
    assertThat(recorder.taken).containsExactly("other", "behind it");
    assertThat(database.texts("select attempts::text from users.outbox")).containsExactly("9");
  }

  /** Such as an erasure: it waits for its consumer however long that takes. */
  @Test
  void whatMustArriveIsNeverParked() {
    Recorder recorder = new Recorder();
    recorder.poison.add("must");
    write("user:1", "must");
    database.change("update users.outbox set must_arrive = true, attempts = 30");
    write("user:2", "other");
    OutboxRelay relay = relay(recorder);
    relay.start();
    Await.until(
        LIMIT,
        () -> "a try of what must arrive",
        () -> database.number("select max(attempts) from users.outbox") > 30);
    assertThat(database.number("select count(*) from users.outbox where parked_at is null"))
        .isEqualTo(1);
    recorder.poison.clear();
    database.change("update users.outbox set next_at = null");
    awaitEmpty();
    relay.stop().await();
    assertThat(recorder.taken).containsExactly("other", "must");
  }

  @Test
  void oneRelayWorksAndTheNextTakesOver() {
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    OutboxRelay one = relay(first);
    one.start();
    write("user:1", "a");
    awaitEmpty();
    OutboxRelay other = relay(second);
    other.start();
    for (int i = 0; i < 50; i++) {
      write("user:" + i % 5, "b" + i);
    }
    awaitEmpty();
    assertThat(first.taken).hasSize(51);
    assertThat(second.taken).isEmpty();
    one.stop().await();
    write("user:1", "c");
    awaitEmpty();
    assertThat(second.taken).containsExactly("c");
    database.texts(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'users_app'");
    write("user:1", "d");
    awaitEmpty();
    assertThat(second.taken).containsExactly("c", "d");
    other.stop().await();
  }

  @Test
  void theLockOfAHostThatHasVanishedIsTakenFromIt() {
    PgUrls direct = PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users");
    int port = PgServers.parse(direct.runtime().reveal()).first().getPort();
    ManualClock clock = new ManualClock();
    try (SilentProxy proxy = new SilentProxy(port)) {
      Secret url =
          new Secret(direct.runtime().reveal().replace(":" + port + "/", ":" + proxy.port() + "/"));
      PgClients lost =
          new PgClients(
              vertx, new PgUrls("users", url, url), Duration.ofMillis(500), Clocks.system());
      Recorder first = new Recorder();
      Recorder second = new Recorder();
      OutboxRelay one = relay(first, lost, Clocks.system());
      one.start();
      write("user:1", "a");
      awaitEmpty();
      proxy.silence();
      OutboxRelay other = relay(second, clients, clock);
      write("user:1", "b");
      other.runOnce().await(); // hears the last beat
      clock.advance(RelayLead.LIFE.minusMillis(1));
      other.runOnce().await();
      assertThat(second.taken).isEmpty();
      clock.advance(Duration.ofMillis(1));
      other.runOnce().await();
      Await.until(
          LIMIT, () -> "the lead", () -> !other.runOnce().await() && !second.taken.isEmpty());
      assertThat(second.taken).containsExactly("b");
      assertThat(database.number("select beat from users.relay_lease")).isGreaterThan(1);
      other.stop().await();
      one.stop().otherwiseEmpty().await();
    }
  }

  @Test
  void nothingIsBegunInTheLastThirdOfALeadUntilItHasBeaten() {
    ManualClock clock = new ManualClock();
    Recorder recorder = new Recorder();
    recorder.meanwhile = () -> clock.advance(RelayLead.LIFE.multipliedBy(2).dividedBy(3));
    OutboxRelay relay = relay(recorder, clients, clock);
    write("user:1", "slow");
    write("user:1", "next");
    relay.runOnce().await();
    assertThat(recorder.taken).containsExactly("slow");
    recorder.meanwhile = () -> {};
    database.change("update users.relay_lease set holder = 'somebody else'");
    assertThat(relay.runOnce().map(more -> "it went on").otherwise("refused").await())
        .as("a beat comes first")
        .isEqualTo("refused");
    assertThat(recorder.taken).containsExactly("slow");
    relay.start();
    awaitEmpty();
    assertThat(recorder.taken).containsExactly("slow", "next");
    relay.stop().await();
  }

  /** Where nobody else leaves events it looks for new ones seldom, but not for these. */
  @Test
  void whatWasPutOffBesideWhatWentWellIsTriedAgainSoonByAProcessThatIsAlone() throws Exception {
    Vertx own = Vertx.vertx();
    Alone.of(own).declare(Clocks.system());
    PgUrls urls = PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users");
    PgClients theirs = new PgClients(own, urls, Duration.ofSeconds(10), Clocks.system());
    ManualTimers timers = new ManualTimers();
    Recorder recorder = new Recorder();
    recorder.failures.put("late", 1);
    OutboxRelay relay =
        new OutboxRelay(
            own, timers, Clocks.system(), theirs, "users", recorder, new SimpleMeterRegistry());
    relay.start();
    for (int rests = 0; rests < 20; rests++) {
      timers.awaitPending(3);
      timers.advance(Alone.REST);
    }
    write("user:1", "well");
    write("user:2", "late");
    relay.wake();
    timers.advance(Duration.ofMillis(10));
    Await.until(
        LIMIT,
        () -> "a failure",
        () -> database.number("select count(*) from users.outbox where attempts = 1") == 1);
    assertThat(recorder.taken).containsExactly("well");
    database.change("update users.outbox set next_at = null");
    timers.awaitPending(3);
    timers.advance(Duration.ofSeconds(1));
    awaitEmpty();
    assertThat(recorder.taken).containsExactly("well", "late");
    relay.stop().await();
    own.close().await();
  }

  private static OutboxRelay relay(Consumers<?> consumers) {
    return relay(consumers, clients, Clocks.system());
  }

  private static OutboxRelay relay(Consumers<?> consumers, PgClients clients, Clocks clocks) {
    return new OutboxRelay(
        vertx, Timers.of(vertx), clocks, clients, "users", consumers, new SimpleMeterRegistry());
  }

  private static void write(String subject, String text) {
    database.change(
        "insert into users.outbox (id, subject, type, at, payload) values (gen_random_uuid(), '"
            + subject
            + "', 'users.changed.v1', users.clock_now(), jsonb_build_object('text', '"
            + text
            + "'))");
  }

  private static void awaitEmpty() {
    Await.until(
        LIMIT,
        () -> "an empty outbox",
        () -> database.number("select count(*) from users.outbox") == 0);
  }
}
