package dev.carillon.notifier.store.pg.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.notifier.TopicStores;
import dev.carillon.notifier.domain.topic.KnownRules;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import dev.carillon.notifier.domain.topic.bounds.TopicLimits;
import dev.carillon.notifier.domain.topic.pending.PendingNumbering;
import dev.carillon.notifier.store.pg.QueueTables;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of those who share the database, published in transactions of their own. */
class PendingIT extends QueueTables {
  private static final TopicBounds BOUNDS = new TopicBounds(9, 3, 3, 2 << 20, 8 << 20, 4 << 20);

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<TopicMessages> told = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private TopicStores all;
  private KnownRules known;
  private PendingNumbering numbering;

  @BeforeEach
  void open() {
    asOwner(
        "truncate topic, topic_owner, topic_message, topic_pending;"
            + " delete from topic_rule where not built_in");
    all = new TopicStores(stores.clients(), Metrics.globalRegistry);
    known = new KnownRules(all.rules(BOUNDS.rules()));
    numbering = numbering();
    put("orders.>", true, 100, null);
  }

  @AfterEach
  void close() {
    all.close().await();
    vertx.close().await();
  }

  private PendingNumbering numbering() {
    return new PendingNumbering(
        known,
        all.pending(),
        new TopicLimits(
            BOUNDS, nanos::get, (topic, owner) -> all.messages().admit(topic, owner, BOUNDS)),
        told::add);
  }

  @Test
  void whatATransactionPublishesIsNumberedAfterItsCommitAndTold() {
    asOwner(
        "select publish_message('orders.eu', E'{\"price\":\\n 1.00}');"
            + " select publish_message('orders.eu', '2', 'x')");
    number();
    assertThat(read("orders.eu"))
        .extracting(message -> message.data().toString())
        .containsExactly("{\"price\":1.00}", "2");
    assertThat(told).hasSize(1);
    assertThat(told.peek().messages()).isEqualTo(read("orders.eu"));
    asOwner("select publish_message('orders.eu', '3', 'x')");
    number();
    assertThat(read("orders.eu")).hasSize(2);
    assertThat(told).hasSize(1);
  }

  @Test
  void anOpenTransactionDelaysOnlyItsOwnMessageAndOneThatIsUndoneSaidNothing() throws Exception {
    try (Connection open = connect("CARILLON_NOTIFIER_MIGRATION_URL");
        Connection undone = connect("CARILLON_NOTIFIER_MIGRATION_URL")) {
      open.setAutoCommit(false);
      undone.setAutoCommit(false);
      publishOn(open, "late");
      publishOn(undone, "never");
      asOwner("select publish_message('orders.eu', '\"early\"')");
      undone.rollback();
      number();
      assertThat(read("orders.eu"))
          .extracting(m -> m.data().toString())
          .containsExactly("\"early\"");
      open.commit();
      number();
    }
    assertThat(read("orders.eu"))
        .extracting(m -> m.data().toString())
        .containsExactly("\"early\"", "\"late\"");
  }

  private static void publishOn(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select notifier.publish_message('orders.eu', '\"" + text + "\"')");
    }
  }

  @Test
  void theRuleHoldsAndWhatItRefusesIsAnErrorOfTheStatement() {
    put("small", true, 3, null);
    put("tick", false, 100, null);
    refused("'other', '1'", "No rule lets a writer publish to other");
    refused("'emails', '1'", "No rule lets a writer publish to emails");
    refused("'small', '1234'", "data is longer than 3 bytes of JSON");
    refused("'tick', '1'", "tick is not durable");
    refused("'A', '1'", "topic must be segments");
    refused("'small', 'null'", "data must be JSON, and not null");
    refused("'small', '1', E'a\\nb'", "id must be a line");
    asOwner("select publish_message('small', '123')");
  }

  @Test
  void aTopicWhoseRateIsUsedUpWaitsAndHoldsUpNoOther() {
    put("slow", true, 100, 2);
    for (int i = 0; i < 5; i++) {
      asOwner("select publish_message('slow', '" + i + "')");
    }
    asOwner("select publish_message('orders.eu', '1')");
    number();
    assertThat(read("slow")).hasSize(2);
    assertThat(read("orders.eu")).hasSize(1);
    assertThat(numbering.isWaiting()).isTrue();
    for (int second = 0; second < 2; second++) {
      nanos.addAndGet(1_000_000_000L);
      number();
    }
    assertThat(read("slow"))
        .extracting(m -> m.data().toString())
        .containsExactly("0", "1", "2", "3", "4");
    assertThat(numbering.isWaiting()).isFalse();
  }

  @Test
  void oneTopicTooManyWaitsAndWhatIsNotDurableAnyMoreIsLetGo() {
    for (int i = 0; i < 4; i++) {
      asOwner("select publish_message('orders." + i + "', '1')");
    }
    number();
    assertThat(told).hasSize(3);
    assertThat(pending()).isEqualTo(1);
    assertThat(numbering.isWaiting()).isFalse(); // for nothing that comes by itself
    put("orders.>", false, 100, null);
    number();
    assertThat(pending()).isZero();
  }

  /** The rule came by another process, and this one has not heard of it. */
  @Test
  void aMessageOfARuleThatIsNotKnownYetIsNotLetGo() {
    known = new KnownRules(all.rules(BOUNDS.rules()));
    numbering = numbering();
    asOwner("select publish_message('orders.eu', '1')");
    number();
    assertThat(read("orders.eu")).hasSize(1);
    assertThat(pending()).isZero();
  }

  /** Notifiers that number at the same time keep each topic's order. */
  @Test
  void severalThatNumberAtOnceKeepTheOrder() {
    List<PendingNumbering> processes = List.of(numbering, numbering(), numbering());
    asOwner("select publish_message('orders.eu', to_json(n)) from generate_series(1, 1700) n");
    Future.all(processes.stream().map(p -> p.step()).toList()).await();
    for (int round = 0; pending() > 0; round++) {
      assertThat(round).isLessThan(20);
      Future.all(processes.stream().map(p -> p.step()).toList()).await();
    }
    List<Long> said =
        told.stream()
            .flatMap(one -> one.messages().stream())
            .sorted(Comparator.comparing(TopicMessage::seq))
            .map(m -> Long.parseLong(m.data().toString()))
            .toList();
    assertThat(said).isEqualTo(LongStream.rangeClosed(1, 1_700).boxed().toList());
  }

  private void number() {
    for (int round = 0; numbering.step().await(); round++) {
      assertThat(round).isLessThan(20);
    }
  }

  private void refused(String arguments, String why) {
    assertThatThrownBy(() -> asOwner("select publish_message(" + arguments + ")"))
        .hasStackTraceContaining(why);
  }

  private long pending() {
    Pool pool = stores.clients().pool(1, Map.of());
    long waiting =
        pool.query("select count(*) from notifier.topic_pending")
            .execute()
            .await()
            .iterator()
            .next()
            .getLong(0);
    pool.close().await();
    return waiting;
  }

  private List<TopicMessage> read(String topic) {
    return all.messages().read(new ReadTopic(topic, 0, null, 1_000)).await().messages();
  }

  private void put(String pattern, boolean durable, int size, @Nullable Integer rate) {
    all.rules(BOUNDS.rules())
        .put(
            new PutTopicRule(
                pattern,
                new TopicRuleSpec(
                    durable, null, null, null, List.of("writer"), null, size, rate, null),
                null,
                false))
        .await();
    known.look().await();
  }
}
