package dev.carillon.store.pg.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.DomainEvent;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.testkit.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the relay promises to consumers that take many events at a time. */
class OutboxBatchesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Backends backends;
  private static Vertx vertx;
  private static Timers timers;
  private static PgClients clients;
  private static Database database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Together consumer = new Together();
  private final OutboxRelay relay =
      new OutboxRelay(vertx, timers, Clocks.system(), clients, "users", consumer, registry);

  /** Knows every event that it has taken, as an inbox does; answers when the loop has turned. */
  private static final class Together implements Consumers<Doc> {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> copies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> alone = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, FailureCode> refused = new ConcurrentHashMap<>();
    private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean answerIsLost;
    private volatile Runnable afterCommit = () -> {};
    private volatile int most;
    private volatile boolean firstWaitsForASecond;
    private @Nullable Runnable first;
    private int batches;

    @Override
    public Map<String, Class<? extends Doc>> events() {
      return Map.of("users.changed.v1", Doc.class);
    }

    @Override
    public boolean takesTogether(DomainEvent<Doc> event) {
      return true;
    }

    @Override
    public Future<?> deliver(DomainEvent<Doc> event) {
      alone.add(event.data().text("text"));
      Outcome<Void> outcome = take(event);
      return outcome instanceof Outcome.Failure<Void>(Throwable cause)
          ? Future.failedFuture(cause)
          : Future.succeededFuture();
    }

    @Override
    public Future<List<Outcome<Void>>> deliverAll(List<DomainEvent<Doc>> events) {
      sizes.add(events.size());
      Set<String> subjects = new HashSet<>();
      events.forEach(event -> subjects.add(event.subject()));
      subjects.stream().filter(subject -> !underWay.add(subject)).forEach(overlaps::add);
      most = Math.max(most, ++batches);
      Promise<List<Outcome<Void>>> answer = Promise.promise();
      soon(
          () -> {
            batches--;
            underWay.removeAll(subjects);
            List<Outcome<Void>> outcomes = events.stream().map(this::take).toList();
            afterCommit.run();
            if (answerIsLost) {
              answerIsLost = false;
              answer.fail(Failure.of(FailureCode.TIMEOUT, "no answer came"));
            } else {
              answer.complete(outcomes);
            }
          });
      return answer.future();
    }

    /** After 5 ms; the first, where that is asked for, when another is under way. */
    private void soon(Runnable answer) {
      if (firstWaitsForASecond) {
        firstWaitsForASecond = false;
        first = answer;
        return;
      }
      @Nullable Runnable held = first;
      first = null;
      if (held != null) {
        timers.after(Duration.ofMillis(5), held);
      }
      timers.after(Duration.ofMillis(5), answer);
    }

    private Outcome<Void> take(DomainEvent<Doc> event) {
      String text = event.data().text("text");
      FailureCode code = refused.get(text);
      if (code != null) {
        return new Outcome.Failure<>(Failure.of(code, "refused"));
      }
      (taken.contains(text) ? copies : taken).add(text);
      return new Outcome.Success<>(null);
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
    timers = Timers.of(vertx);
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

  @AfterEach
  void end() {
    relay.stop().await();
  }

  /** However long the backlog, it is some batches, several under way, each subject in order. */
  @Test
  void aBacklogGoesInBatchesOfManySubjectsAndEachSubjectInOrder() {
    write("select 'user:' || n % 700, n::text from generate_series(1, 5000) n");
    consumer.firstWaitsForASecond = true;
    relay.start();
    awaitEnd();
    assertThat(consumer.sizes).hasSizeLessThan(60).allMatch(n -> n <= ReadAhead.BATCH);
    assertThat(consumer.most).isBetween(2, 3);
    assertThat(consumer.overlaps).isEmpty();
    assertThat(consumer.alone).isEmpty();
    assertThat(consumer.copies).isEmpty();
    assertThat(consumer.taken).hasSize(5_000);
    for (int subject = 0; subject < 700; subject += 99) {
      int rest = subject;
      assertThat(consumer.taken.stream().map(Integer::parseInt).filter(n -> n % 700 == rest))
          .isSorted();
    }
    assertThat(consumer.told).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(registry.get("carillon.outbox.delivered").counter().count()).isEqualTo(5_000);
  }

  /** The more comes at a time, the larger are the batches: their number does not grow with it. */
  @Test
  void whatIsWrittenWhileItWorksIsGathered() {
    relay.start();
    for (int i = 0; i < 40; i++) {
      write("select 'user:%1$d-' || n, '%1$d/' || n from generate_series(1, 100) n".formatted(i));
      relay.wake();
    }
    awaitEmpty();
    assertThat(consumer.taken).hasSize(4_000);
    assertThat(consumer.sizes).hasSizeLessThanOrEqualTo(80);
    assertThat(consumer.overlaps).isEmpty();
  }

  @Test
  void aPoisonEventParksAloneAndNotItsBatch() {
    consumer.refused.put("7", FailureCode.INVALID);
    write("select 'user:' || n % 10, n::text from generate_series(1, 100) n");
    try (LogLines log = LogLines.of(OutboxPass.class)) {
      relay.start();
      await("all but the poison", "select count(*) from users.outbox where parked_at is null", 0);
      String id = database.texts("select id::text from users.outbox").getFirst();
      assertThat(log.all())
          .containsExactly(
              "ERROR Event %s (users.changed.v1 of user:7) was refused for good and is parked in the outbox: refused"
                  .formatted(id));
    }
    assertThat(consumer.taken).hasSize(99).contains("17", "97");
    assertThat(consumer.copies).isEmpty();
    assertThat(database.texts("select payload ->> 'text' from users.outbox")).containsExactly("7");
  }

  @Test
  void whatMayPassWaitsWithWhatIsBehindItAndGoesAloneThen() {
    consumer.refused.put("7", FailureCode.UNAVAILABLE);
    write("select 'user:' || n % 10, n::text from generate_series(1, 30) n");
    relay.start();
    await("the others", "select count(*) from users.outbox", 3);
    await("a second try", "select count(*) from users.outbox where attempts > 1", 1);
    assertThat(consumer.alone).isNotEmpty().containsOnly("7");
    consumer.refused.clear();
    awaitEnd();
    assertThat(consumer.alone).endsWith("7", "17", "27");
    assertThat(consumer.told.subList(27, 30)).containsExactly("7", "17", "27");
  }

  /** The consumer has committed, and nobody heard of it. */
  @Test
  void aBatchWhoseAnswerIsLostComesAgainOneByOne() {
    consumer.answerIsLost = true;
    write("select 'user:' || n, n::text from generate_series(1, 50) n");
    relay.start();
    awaitEnd();
    assertThat(consumer.taken).hasSize(50);
    assertThat(consumer.copies).hasSize(50).doesNotHaveDuplicates();
    assertThat(consumer.alone).hasSize(50);
    assertThat(consumer.told).hasSize(50).doesNotHaveDuplicates();
  }

  /** The session of the relay ends between the consumer's commit and the deletion. */
  @Test
  void whatWasTakenAndNotDeletedComesAgain() {
    consumer.afterCommit =
        () -> {
          consumer.afterCommit = () -> {};
          database.texts(
              "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'users_app'");
        };
    write("select 'user:' || n, n::text from generate_series(1, 20) n");
    try (LogLines log = LogLines.of(RelayLead.class)) {
      relay.start();
      awaitEnd();
      assertThat(log.all())
          .anyMatch(
              line -> line.startsWith("WARN This process no longer carries the outbox of users: "));
    }
    assertThat(consumer.taken).hasSize(20);
    assertThat(consumer.copies).hasSize(20).doesNotHaveDuplicates();
    assertThat(consumer.told).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void whatWasToldAfterItsCommitIsNotToldAgain() {
    write("select 'user:' || n, n::text from generate_series(1, 4) n");
    database.change("update users.outbox set told = true where payload ->> 'text' in ('2', '3')");
    relay.start();
    awaitEnd();
    assertThat(consumer.taken).hasSize(4);
    assertThat(consumer.told).containsExactly("1", "4");
  }

  /** A query that gives subjects and texts. */
  private static void write(String events) {
    database.change(
        "insert into users.outbox (id, subject, type, at, payload) select gen_random_uuid(),"
            + " subject, 'users.changed.v1', users.clock_now(), jsonb_build_object('text', text)"
            + " from ("
            + events
            + ") event(subject, text)");
  }

  /** What is gone from the outbox is told of a moment later, at the end of the pass. */
  private void awaitEnd() {
    awaitEmpty();
    relay.stop().await();
  }

  private static void awaitEmpty() {
    await("an empty outbox", "select count(*) from users.outbox", 0);
  }

  private static void await(String what, String count, int wanted) {
    Await.until(LIMIT, () -> what, () -> database.number(count) == wanted);
  }
}
