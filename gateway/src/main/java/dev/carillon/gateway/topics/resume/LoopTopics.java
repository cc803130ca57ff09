package dev.carillon.gateway.topics.resume;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.TopicNames;
import dev.carillon.contract.live.TopicPositions;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.gateway.presence.Presence;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.request.Scopes;
import dev.carillon.request.TraceId;
import dev.carillon.topic.access.TopicAction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The durable topics that the clients of one event loop listen to. Once a second it asks where they
 * are: if the last message of the bus was lost, nothing that comes would say so.
 */
public final class LoopTopics {
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Alone alone;
  private final Bus bus;
  private final Clocks clocks;
  private final KnownTopicRules rules;
  private final TopicReads reads;
  private final Loop loop;
  private final Map<String, Set<Resume>> open = new HashMap<>();
  private final Map<String, Long> seen = new HashMap<>();

  /** Nobody listens yet. */
  public LoopTopics(Vertx vertx, Bus bus, Clocks clocks, LiveSettings settings) {
    this.vertx = vertx;
    this.alone = Alone.of(vertx);
    this.bus = bus;
    this.clocks = clocks;
    this.rules = KnownTopicRules.of(vertx);
    this.reads = new TopicReads(bus, clocks, settings);
    this.loop =
        new Loop("positions of topics", vertx, Timers.of(vertx), () -> LOOK_MILLIS, this::look)
            .easing(
                Duration.ZERO,
                Alone.REST,
                () -> Future.succeededFuture(open.isEmpty() ? Alone.REST : Duration.ZERO));
  }

  /** Begins to look. */
  public void start() {
    loop.start();
  }

  /** Ends it. */
  public Future<Void> stop() {
    return loop.stop();
  }

  /** The rules. */
  public KnownTopicRules rules() {
    return rules;
  }

  /** Who listens to topics. */
  public Presence presence() {
    return Presence.of(vertx, clocks);
  }

  /** Runs something on this loop later, unless whoever it is for has gone by then. */
  public void later(Duration delay, BooleanSupplier gone, Runnable action) {
    Timers.of(vertx)
        .after(
            delay,
            () -> {
              if (!gone.getAsBoolean()) {
                action.run();
              }
            });
  }

  /** Whether a caller may listen to a topic, by its key or token and by the topic's rule. */
  public boolean mayListen(Caller caller, String topic) {
    return may(caller, TopicAction.SUBSCRIBE, topic);
  }

  /** The same for either action. */
  public boolean may(Caller caller, TopicAction action, String topic) {
    return rules.rules().allows(caller.on(topic), action, topic);
  }

  /** Tells on this loop when there are other rules; gives what stops telling. */
  public Runnable onOtherRules(Runnable action) {
    Context here = vertx.getOrCreateContext();
    return rules.listen(() -> here.runOnContext(v -> action.run()));
  }

  /** A subscription, which has not begun and must be closed. */
  public Resume open(String topic, Listener listener) {
    Resume resume = new Resume(topic, reads, listener);
    if (open.isEmpty()) {
      loop.stir();
    }
    open.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(resume);
    return resume;
  }

  /** A subscription has ended. */
  public void close(String topic, Resume resume) {
    resume.end();
    Set<Resume> left = open.get(topic);
    if (left != null && left.remove(resume) && left.isEmpty()) {
      open.remove(topic);
      seen.remove(topic);
    }
  }

  /** Publishes for a client. Failures as of {@link LiveTopics#PUBLISH}. */
  public Future<Published> publish(Caller caller, @Nullable String key, PublishMessages messages) {
    alone.stir();
    Deadline deadline = Deadline.in(LiveTopics.PUBLISH.timeout(), clocks);
    Scopes scopes = caller.scopesOn(messages.topic());
    Call call = new Call(caller.name(), scopes, TraceId.next(), key, deadline, null);
    return bus.request(LiveTopics.PUBLISH, call, messages).map(answered -> answered.answer());
  }

  /** Marks a notification for an end user. Failures as of the contract. */
  public Future<MarkedNotification> mark(
      Caller caller, Contract<NotificationName, MarkedNotification> mark, NotificationName which) {
    alone.stir();
    Deadline deadline = Deadline.in(mark.timeout(), clocks);
    Scopes scopes = caller.scopesOn(Notification.topicOf(which.userId()));
    Call call = new Call(caller.name(), scopes, TraceId.next(), null, deadline, null);
    return bus.request(mark, call, which);
  }

  private Future<Boolean> look() {
    if (open.isEmpty()) {
      return Future.succeededFuture(false);
    }
    List<String> topics = List.copyOf(open.keySet());
    Future<Boolean> all = Future.succeededFuture(false);
    for (int i = 0; i < topics.size(); i += TopicNames.MOST) {
      List<String> some = topics.subList(i, Math.min(topics.size(), i + TopicNames.MOST));
      all = all.compose(more -> ask(some));
    }
    return all;
  }

  /** Nobody may be there to answer: the next look is soon. */
  private Future<Boolean> ask(List<String> topics) {
    Duration limit = LiveTopics.POSITIONS.timeout();
    return bus.request(
            LiveTopics.POSITIONS, Call.internal("gateway", limit, clocks), new TopicNames(topics))
        .transform(
            r -> {
              if (r.succeeded()) {
                r.result().topics().forEach(this::tell);
              }
              return Future.succeededFuture(false);
            });
  }

  private void tell(TopicPositions.At at) {
    Set<Resume> listening = open.get(at.topic());
    if (listening == null) {
      return;
    }
    Long before = seen.put(at.topic(), at.last());
    List.copyOf(listening).forEach(resume -> resume.look(at.epoch(), before == null ? 0 : before));
  }
}
