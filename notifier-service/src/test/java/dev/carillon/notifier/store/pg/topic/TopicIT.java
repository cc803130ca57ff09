package dev.carillon.notifier.store.pg.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.live.DeleteTopicRule;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.notifier.TopicStores;
import dev.carillon.notifier.domain.topic.KnownRules;
import dev.carillon.notifier.domain.topic.MessageStore;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.RuleStore;
import dev.carillon.notifier.domain.topic.Stored;
import dev.carillon.notifier.domain.topic.TopicPublishing;
import dev.carillon.notifier.domain.topic.TopicRetention;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import dev.carillon.notifier.domain.topic.bounds.TopicLimits;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.request.Role;
import dev.carillon.topic.access.TopicCaller;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules, numbers and what is kept, on a real PostgreSQL. */
class TopicIT extends QueueTables {
  private static final TopicCaller WRITER = TopicCaller.of(Role.WRITER.scopes());

  private static final TopicBounds BOUNDS = new TopicBounds(10, 12, 5, 2 << 20, 8 << 20, 4 << 20);

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<TopicMessages> told = new ConcurrentLinkedQueue<>();
  private final List<TopicStores> opened = new ArrayList<>();
  private RuleStore rules;
  private MessageStore messages;
  private KnownRules known;
  private TopicPublishing publishing;

  @BeforeEach
  void open() {
    asOwner(
        "truncate topic, topic_owner, topic_message; delete from topic_rule where not built_in;"
            + " update topic_rule set version = 1; update topic_rules set version = 1");
    TopicStores all = openTopics();
    rules = all.rules(BOUNDS.rules());
    messages = all.messages();
    known = new KnownRules(rules);
    publishing = publishing(messages);
    put("orders.>", durable(1_000, Duration.ofHours(1)));
  }

  @AfterEach
  void close() {
    opened.forEach(all -> all.close().await());
    vertx.close().await();
  }

  @Test
  void aTopicCountsFromOneAndIsReadAsItWasWritten() {
    Stored first = publish("orders.eu", "{\"price\":1.00}");
    Stored second = publish("orders.eu", "[null]");
    assertThat(first.answer().seq()).isEqualTo(1);
    assertThat(second.answer().seq()).isEqualTo(2);
    assertThat(second.answer().epoch()).isEqualTo(first.answer().epoch());
    TopicPage page = read("orders.eu", 0);
    assertThat(page.messages())
        .extracting(m -> m.data().toString())
        .containsExactly("{\"price\":1.00}", "[null]");
    assertThat(page.last()).isEqualTo(2);
    assertThat(told.stream().flatMap(all -> all.messages().stream()).toList())
        .isEqualTo(page.messages());
  }

  /** Three publishing processes, each with commits of its own, on few topics. */
  @Test
  void publishersThatRaceLeaveNoHoleAndNoDouble() {
    List<TopicPublishing> processes =
        List.of(
            publishing, publishing(openTopics().messages()), publishing(openTopics().messages()));
    List<Future<Stored>> all = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      String topic = "orders." + "abc".charAt(i % 3);
      int n = i;
      all.add(
          onLoop(
              () ->
                  processes
                      .get(n % 7 % 3)
                      .publish("jo", WRITER, request(topic, null, "" + n), null)));
    }
    Future.all(all).await();
    for (String topic : List.of("orders.a", "orders.b", "orders.c")) {
      assertThat(read(topic, 0).messages())
          .extracting(TopicMessage::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 300).boxed().toList());
    }
    assertThat(told.stream().mapToInt(one -> one.messages().size()).sum()).isEqualTo(900);
  }

  @Test
  void whatArrivesTogetherIsCommittedTogether() {
    long before = commits();
    List<Future<Stored>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(publishing.publish("jo", WRITER, request("orders.x", null, "1"), null));
    }
    Future.all(all).await();
    assertThat(commits() - before).isLessThan(100);
  }

  /** A number that was given in a transaction that then dies is given again. */
  @Test
  void aTransactionThatIsKilledLeavesNoHole() {
    publish("orders.eu", "1");
    Pool pool = stores.clients().pool(1, Map.of());
    pool.withTransaction(
            tx ->
                PgMessageStore.storeOn(
                        tx,
                        List.of(
                            new Publish(
                                "orders.eu",
                                request("orders.eu", null, "2").messages(),
                                List.of("2"),
                                1)))
                    .compose(
                        done ->
                            tx.query("select pg_terminate_backend(pg_backend_pid())").execute()))
        .transform(killed -> Future.succeededFuture(killed.failed()))
        .await();
    pool.close().await();
    assertThat(publish("orders.eu", "3").answer().seq()).isEqualTo(2);
  }

  @Test
  void aMessageWithTheIdOfOneThatIsKeptIsNotStoredAgain() {
    Published first =
        publishing.publish("jo", WRITER, request("orders.eu", "a", "1"), null).await().answer();
    Stored again = publishing.publish("jo", WRITER, request("orders.eu", "a", "2"), null).await();
    assertThat(again.answer()).isEqualTo(first);
    assertThat(again.fresh()).isEmpty();
    PublishMessages several =
        new PublishMessages(
            "orders.eu",
            Stream.of("c", "a", null, "c", "d").map(id -> new NewMessage(Doc.of(1), id)).toList());
    Stored mixed = publishing.publish("jo", WRITER, several, null).await();
    assertThat(mixed.answer().seqs()).containsExactly(2L, 1L, 3L, 2L, 4L);
    assertThat(mixed.fresh()).extracting(TopicMessage::seq).containsExactly(2L, 3L, 4L);
    assertThat(read("orders.eu", 0).messages())
        .extracting(TopicMessage::id)
        .containsExactly("a", "c", null, "d");
    List<Future<Stored>> racing = new ArrayList<>();
    TopicPublishing other = publishing(openTopics().messages());
    for (int i = 0; i < 20; i++) {
      TopicPublishing one = i % 2 == 0 ? publishing : other;
      racing.add(onLoop(() -> one.publish("jo", WRITER, request("orders.eu", "b", "1"), null)));
    }
    Future.all(racing).await();
    assertThat(racing).extracting(one -> one.result().answer().seq()).containsOnly(5L);
  }

  @Test
  void aRequestWithAKeyIsStoredOnceAndToldOnce() {
    PublishMessages request = request("orders.eu", null, "1");
    IdempotencyKey key = new IdempotencyKey("jo", "topics.publish.v1", "k", request);
    Stored first = publishing.publish("jo", WRITER, request, key).await();
    Stored again = publishing.publish("jo", WRITER, request, key).await();
    assertThat(again.answer()).isEqualTo(first.answer());
    assertThat(again.replayed()).isTrue();
    assertThat(told).hasSize(1);
  }

  @Test
  void whatTheRuleDoesNotAllowIsRefused() {
    assertThat(refusedOf("jo", "other", "1")).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(refusedOf("jo", "emails", "1")).isEqualTo(FailureCode.FORBIDDEN);
    put("small", new TopicRuleSpec(true, null, null, null, List.of("writer"), null, 3, 2, null));
    assertThat(refusedOf("jo", "small", "1234")).isEqualTo(FailureCode.INVALID);
    publish("small", "123");
    publish("small", "123");
    assertThat(refusedOf("jo", "small", "123")).isEqualTo(FailureCode.RATE_LIMITED);
  }

  @Test
  void whatIsTooManyOrTooOldGoesInPiecesAndTheNumbersStay() {
    put("orders.>", durable(5, Duration.ofHours(1)));
    for (int i = 0; i < 20; i++) {
      publish("orders.eu", "1");
    }
    trim();
    assertThat(read("orders.eu", 0).messages())
        .extracting(TopicMessage::seq)
        .containsExactly(16L, 17L, 18L, 19L, 20L);
    asOwner("update topic_message set at = at - interval '2 hours' where seq < 19");
    trim();
    assertThat(read("orders.eu", 0).messages())
        .extracting(TopicMessage::seq)
        .containsExactly(19L, 20L);
    String epoch = read("orders.eu", 0).epoch();
    rules.delete(new DeleteTopicRule("orders.>", null)).await();
    known.look().await();
    trim();
    assertThat(messages.read(new ReadTopic("orders.eu", 0, null, 10)).await().messages()).isEmpty();
    put("orders.>", durable(5, Duration.ofHours(1)));
    assertThat(publish("orders.eu", "1").answer()).isEqualTo(new Published(epoch, 21L, null));
  }

  @Test
  void aPageEndsByItsBytesAndHasOneMessageAtLeast() {
    String large = "\"" + "x".repeat(60_000) + "\"";
    for (int i = 0; i < 20; i++) {
      publish("orders.eu", large);
    }
    assertThat(read("orders.eu", 0).messages()).hasSize(18);
    assertThat(read("orders.eu", 18).messages()).hasSize(2);
  }

  @Test
  void aRuleHasAVersionThatIsNeverUsedAgain() {
    TopicRule first = put("a.*", durable(1, Duration.ofHours(1)));
    assertThat(code(rules.put(new PutTopicRule("a.*", durable(1, null), null, true))))
        .isEqualTo(FailureCode.PRECONDITION);
    rules.delete(new DeleteTopicRule("a.*", new IfMatch(false, List.of(first.version())))).await();
    assertThat(put("a.*", durable(1, null)).version()).isGreaterThan(first.version());
    assertThat(code(rules.delete(new DeleteTopicRule("emails", null))))
        .isEqualTo(FailureCode.CONFLICT);
    assertThat(code(rules.put(new PutTopicRule("emails", durable(1, null), null, false))))
        .isEqualTo(FailureCode.INVALID);
    long version = rules.all(0).await().version();
    assertThat(rules.all(version).await().rules()).isNull();
  }

  @Test
  void aKeyHasAPartOfTheTopicsAndAllHaveABound() {
    for (int i = 0; i < 5; i++) {
      publish("orders." + i, "1");
    }
    assertThat(refusedOf("jo", "orders.5", "1")).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(publish("orders.4", "2").answer().seq()).isEqualTo(2);
    for (int i = 5; i < 12; i++) {
      assertThat(refusedOf(i < 10 ? "al" : "bo", "orders." + i, "1")).isNull();
    }
    assertThat(refusedOf("bo", "orders.12", "1")).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(refusedOf("bo", "orders.0", "1")).isNull();
    asOwner(
        "delete from topic_message; update topic set used_at = used_at - interval '31 days'"
            + " where name in ('orders.0', 'orders.1', 'orders.2')");
    trim();
    assertThat(refusedOf("jo", "orders.12", "1")).isNull();
  }

  @Test
  void whatIsKeptOfATopicHasABoundInBytesToo() {
    String large = "\"" + "x".repeat(59_998) + "\"";
    for (int i = 0; i < 50; i++) {
      publish("orders.eu", large);
    }
    trim();
    List<TopicMessage> kept = new ArrayList<>(read("orders.eu", 0).messages());
    assertThat(kept.get(0).seq()).isEqualTo(51 - ((BOUNDS.historyBytes() + 59_999) / 60_000));
  }

  @Test
  void aRequestHasABoundInBytesAndRulesInNumber() {
    NewMessage large =
        new NewMessage(Doc.asWritten(("\"" + "x".repeat(60_000) + "\"").getBytes(UTF_8)), null);
    PublishMessages request = new PublishMessages("orders.eu", Collections.nCopies(18, large));
    assertThatThrownBy(() -> publishing.publish("jo", WRITER, request, null))
        .hasMessageContaining("/messages are longer than 1048576 bytes of JSON together");
    for (int i = 0; i < 4; i++) {
      put("more." + i, durable(1, null));
    }
    assertThat(code(rules.put(new PutTopicRule("more.4", durable(1, null), null, false))))
        .isEqualTo(FailureCode.CONFLICT);
  }

  private void trim() {
    TopicRetention retention = new TopicRetention(known, messages, BOUNDS);
    while (retention.step().await()) {
      assertThat(retention).isNotNull();
    }
  }

  private TopicStores openTopics() {
    TopicStores all = new TopicStores(stores.clients(), Metrics.globalRegistry);
    opened.add(all);
    return all;
  }

  private TopicPublishing publishing(MessageStore on) {
    return new TopicPublishing(
        known,
        on,
        limits(on),
        told::add,
        () -> Instant.EPOCH,
        new GroupCommit.Factory(vertx.getOrCreateContext()));
  }

  private static TopicLimits limits(MessageStore on) {
    return new TopicLimits(BOUNDS, () -> 0L, (topic, owner) -> on.admit(topic, owner, BOUNDS));
  }

  /** Many callers of one moment. */
  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return work.get();
  }

  private long commits() {
    Pool pool = stores.clients().pool(1, Map.of());
    long seen =
        pool.query("select count(distinct xmin::text) from topic_message")
            .execute()
            .await()
            .iterator()
            .next()
            .getLong(0);
    pool.close().await();
    return seen;
  }

  private TopicRule put(String pattern, TopicRuleSpec spec) {
    TopicRule rule = rules.put(new PutTopicRule(pattern, spec, null, false)).await();
    known.look().await();
    return rule;
  }

  private static TopicRuleSpec durable(int count, @Nullable Duration age) {
    return new TopicRuleSpec(
        true,
        new TopicHistory(count, age),
        null,
        List.of("reader"),
        List.of("writer"),
        null,
        null,
        null,
        null);
  }

  private Stored publish(String topic, String json) {
    return publishing.publish("jo", WRITER, request(topic, null, json), null).await();
  }

  private TopicPage read(String topic, long since) {
    return publishing.read(WRITER, new ReadTopic(topic, since, null, 1_000)).await();
  }

  private static PublishMessages request(String topic, @Nullable String id, String json) {
    return new PublishMessages(
        topic, List.of(new NewMessage(Doc.asWritten(json.getBytes(UTF_8)), id)));
  }

  private @Nullable FailureCode refusedOf(String principal, String topic, String json) {
    try {
      return code(publishing.publish(principal, WRITER, request(topic, null, json), null));
    } catch (Failure refused) {
      return refused.code();
    }
  }

  private static @Nullable FailureCode code(Future<?> refused) {
    Throwable cause = refused.transform(r -> Future.succeededFuture(r.cause())).await();
    return cause == null ? null : ((Failure) cause).code();
  }
}
