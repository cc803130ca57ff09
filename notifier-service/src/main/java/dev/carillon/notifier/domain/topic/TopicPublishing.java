package dev.carillon.notifier.domain.topic;

import dev.carillon.async.batch.GroupCommit;
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
  /** Commits of at most 1 MiB, the second at a time where 64 KiB wait; 64 MiB may wait. */
  private static final GroupCommit.Bounds AT_ONCE =
      new GroupCommit.Bounds(2, 1 << 20, 64L << 20, 64 << 10);

  private final KnownRules rules;
  private final MessageStore store;
  private final TopicRates rates;
  private final Consumer<TopicMessages> told;
  private final Supplier<Instant> now;
  private final GroupCommit<Publish, Stored> commits;

  /**
   * Over a store.
   *
   * @param told gets what is stored, and what goes to topics that are not durable
   * @param now what messages that are not stored are dated by
   */
  public TopicPublishing(
      KnownRules rules,
      MessageStore store,
      TopicRates rates,
      Consumer<TopicMessages> told,
      Supplier<Instant> now,
      GroupCommit.Factory commits) {
    this.rules = rules;
    this.store = store;
    this.rates = rates;
    this.told = told;
    this.now = now;
    this.commits = commits.create(AT_ONCE, Publish::weight, store::store);
  }

  /**
   * Publishes; on a durable topic it completes after the commit. FORBIDDEN, INVALID, RATE_LIMITED,
   * UNAVAILABLE.
   */
  public Future<Stored> publish(
      TopicCaller caller, PublishMessages request, @Nullable IdempotencyKey key) {
    TopicRule rule = rules.rules().find(request.topic());
    if (rule == null || !rules.rules().allows(caller, TopicAction.PUBLISH, request.topic())) {
      throw forbidden(TopicAction.PUBLISH);
    }
    checkSizes(rule, request.messages());
    rates.take(rule, request.topic(), request.messages().size());
    if (!rule.durable()) {
      told.accept(unnumbered(request));
      return Future.succeededFuture(new Stored(Published.EPHEMERAL, List.of(), false));
    }
    Publish publish = Publish.of(request.topic(), request.messages());
    return (key == null ? commits.submit(publish) : store.storeOnce(publish, key))
        .onSuccess(stored -> tell(request.topic(), stored));
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

  private static void checkSizes(TopicRule rule, List<NewMessage> messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (Json.bytes(messages.get(i).data()).length > rule.size()) {
        throw Failure.invalid(
            "/messages/" + i + "/data", "is longer than " + rule.size() + " bytes of JSON");
      }
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
