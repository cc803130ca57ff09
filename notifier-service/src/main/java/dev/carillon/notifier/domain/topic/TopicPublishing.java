package dev.carillon.notifier.domain.topic;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.topic.bounds.TopicLimits;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.topic.access.TopicAction;
import dev.carillon.topic.access.TopicCaller;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages, by the rule of their topic. What arrives together for durable topics is committed
 * together, and told after the commit. What has an idempotency key is committed alone, with its
 * answer.
 */
public final class TopicPublishing {
  /** Commits of at most 1 MiB at a time, the second where 64 KiB wait. */
  private static final int COMMITS = 2;

  private static final int COMMIT_BYTES = 1 << 20;
  private static final int BESIDE_BYTES = 64 << 10;

  /** The JSON of all messages of one request. */
  private static final int REQUEST_BYTES = 1 << 20;

  private final KnownRules rules;
  private final MessageStore store;
  private final TopicLimits limits;
  private final Consumer<TopicMessages> told;
  private final Supplier<Instant> now;
  private final GroupCommit<Asked, Stored> commits;

  /** What is to be stored, and in which trace; null without one. */
  private record Asked(Publish publish, @Nullable TracePoint trace) {}

  /**
   * Over a store.
   *
   * @param limits of all who publish
   * @param told gets what is stored, and what goes to topics that are not durable
   * @param now what messages that are not stored are dated by
   */
  public TopicPublishing(
      KnownRules rules,
      MessageStore store,
      TopicLimits limits,
      Consumer<TopicMessages> told,
      Supplier<Instant> now,
      GroupCommit.Factory commits) {
    this.rules = rules;
    this.store = store;
    this.limits = limits;
    this.told = told;
    this.now = now;
    this.commits =
        commits.create(
            new GroupCommit.Bounds(
                COMMITS, COMMIT_BYTES, limits.bounds().waitingBytes(), BESIDE_BYTES),
            asked -> asked.publish().weight(),
            this::storeAll);
  }

  private Future<List<Outcome<Stored>>> storeAll(List<Asked> asked) {
    return Traces.together(
        "topic.commit",
        asked.stream().map(Asked::trace).toList(),
        () -> store.store(asked.stream().map(Asked::publish).toList()));
  }

  /**
   * Publishes; on a durable topic it completes after the commit. FORBIDDEN, INVALID, RATE_LIMITED,
   * UNAVAILABLE.
   *
   * @param principal whose messages they are: what waits and what is new counts for it
   */
  public Future<Stored> publish(
      String principal, TopicCaller caller, PublishMessages request, @Nullable IdempotencyKey key) {
    TopicRule rule = rules.rules().find(request.topic());
    if (rule == null || !rules.rules().allows(caller, TopicAction.PUBLISH, request.topic())) {
      throw forbidden(TopicAction.PUBLISH);
    }
    List<byte[]> texts = request.messages().stream().map(one -> Json.bytes(one.data())).toList();
    checkSizes(rule, texts);
    if (key != null && !rule.durable()) {
      throw Failure.invalid(
          "Idempotency-Key",
          "cannot be used with this topic: of one that is not durable nothing is kept");
    }
    if (!rule.durable()) {
      limits.take(rule, request.topic(), request.messages().size());
      told.accept(unnumbered(request));
      return Future.succeededFuture(new Stored(Published.EPHEMERAL, List.of(), false));
    }
    Publish publish = Publish.of(request.topic(), request.messages(), texts);
    hold(principal, rule, request, publish.weight());
    return store(principal, publish, key);
  }

  /** What finds no room has not used the topic's rate, and the other way round. */
  private void hold(String principal, TopicRule rule, PublishMessages request, int weight) {
    limits.hold(principal, weight);
    try {
      limits.take(rule, request.topic(), request.messages().size());
    } catch (Failure tooMany) {
      limits.release(principal, weight);
      throw tooMany;
    }
  }

  private Future<Stored> store(String principal, Publish publish, @Nullable IdempotencyKey key) {
    String topic = publish.topic();
    Future<Stored> stored =
        limits.isKnown(topic)
            ? commit(publish, key)
            : limits.admit(topic, principal).compose(there -> commit(publish, key));
    return stored
        .onComplete(done -> limits.release(principal, publish.weight()))
        .onSuccess(one -> tell(topic, one));
  }

  private Future<Stored> commit(Publish publish, @Nullable IdempotencyKey key) {
    return key == null
        ? commits.submit(new Asked(publish, Traces.sampled()))
        : store.storeOnce(publish, key);
  }

  /** Reads what is kept. FORBIDDEN, NOT_FOUND. */
  public Future<TopicPage> read(TopicCaller caller, ReadTopic request) {
    TopicRule rule = rules.rules().find(request.topic());
    if (rule == null || !rules.rules().allows(caller, TopicAction.SUBSCRIBE, request.topic())) {
      throw forbidden(TopicAction.SUBSCRIBE);
    }
    if (!rule.durable()) {
      throw Failure.of(
          FailureCode.NOT_FOUND, "Of " + request.topic() + " nothing is kept: it is not durable");
    }
    return store.read(request);
  }

  private static void checkSizes(TopicRule rule, List<byte[]> texts) {
    int all = 0;
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).length > rule.size()) {
        throw Failure.invalid(
            "/messages/" + i + "/data", "is longer than " + rule.size() + " bytes of JSON");
      }
      all += texts.get(i).length;
    }
    if (all > REQUEST_BYTES) {
      throw Failure.invalid(
          "/messages", "are longer than " + REQUEST_BYTES + " bytes of JSON together");
    }
  }

  private TopicMessages unnumbered(PublishMessages request) {
    Instant at = now.get();
    List<TopicMessage> messages = new ArrayList<>();
    for (NewMessage message : request.messages()) {
      messages.add(new TopicMessage(0, at, message.id(), message.data()));
    }
    return new TopicMessages(request.topic(), null, messages);
  }

  private void tell(String topic, Stored stored) {
    if (!stored.fresh().isEmpty()) {
      told.accept(new TopicMessages(topic, stored.answer().epoch(), stored.fresh()));
    }
  }

  private static Failure forbidden(TopicAction action) {
    return Failure.of(
        FailureCode.FORBIDDEN,
        "No rule and scope together let this caller "
            + (action == TopicAction.PUBLISH ? "publish to" : "subscribe to")
            + " the topic");
  }
}
