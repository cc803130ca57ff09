package dev.carillon.gateway.presence;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.presence.GetPresence;
import dev.carillon.contract.presence.PresenceWanted;
import dev.carillon.contract.presence.Presences;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.presence.Attendance.Refused;
import dev.carillon.gateway.presence.Shares.Who;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.lifecycle.Component;
import dev.carillon.topic.access.TopicAction;
import dev.carillon.topic.access.TopicCaller;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to topics whose rules say {@code presence}, for all live clients of this process.
 * Thread-safe; what is given to clients is given on the loop that they asked on.
 */
public final class Presence implements Shareable {
  private static final long PERIOD_MILLIS = 100;

  /** While there is somebody, who may go. */
  private static final Duration SOMEBODY = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Alone alone;
  private final Clocks clocks;
  private final KnownTopicRules rules;
  private volatile @Nullable Roster roster;

  /**
   * What became of a join.
   *
   * @param leave what is to be run once, when the connection listens no more
   */
  record Joined(@Nullable Refused refused, Runnable leave) {
    /** Before the gateway runs nobody is shown to anybody. */
    private static final Joined NOWHERE = new Joined(null, () -> {});
  }

  private Presence(Vertx vertx, Clocks clocks) {
    this.vertx = vertx;
    this.alone = Alone.of(vertx);
    this.clocks = clocks;
    this.rules = KnownTopicRules.of(vertx);
  }

  /** That of a Vert.x instance, which keeps the clocks of whoever asks first. */
  public static Presence of(Vertx vertx, Clocks clocks) {
    return vertx
        .sharedData()
        .<String, Presence>getLocalMap("carillon.presence")
        .computeIfAbsent("presence", k -> new Presence(vertx, clocks));
  }

  /** Tells other gateways, hears of theirs and answers, while the gateway runs. */
  public Component component(Bus bus, PresenceSettings settings) {
    Running running = new Running(bus, settings);
    return new Component("presence", running::start, running::stop);
  }

  /** Whether it is told who is on a topic. */
  public boolean isTold(String topic) {
    TopicRule rule = rules.rules().find(topic);
    return rule != null && rule.presence();
  }

  /** A connection listens to a topic. */
  Joined join(String topic, Who who) {
    Roster joined = roster;
    alone.stir();
    return joined == null
        ? Joined.NOWHERE
        : new Joined(joined.join(topic, who), () -> joined.leave(topic, who, clocks.nanos()));
  }

  /**
   * Tells who is on a topic, and who comes and goes. On a loop, where the client is told.
   *
   * @return what ends it
   */
  Runnable watch(String topic, PresenceSink sink) {
    Roster watched = roster;
    if (watched == null) {
      return () -> {};
    }
    Context loop = vertx.getOrCreateContext();
    Watcher watcher = new Watcher(work -> loop.runOnContext(v -> work.run()), sink);
    watched.watch(topic, watcher);
    alone.stir();
    return () -> watched.unwatch(topic, watcher);
  }

  /** Answers {@link Presences#GET} from what this process knows. */
  public Future<TopicPresence> look(Call call, GetPresence wanted) {
    TopicCaller caller = TopicCaller.of(call.scopes(), call.principal());
    if (!rules.rules().allows(caller, TopicAction.SUBSCRIBE, wanted.topic())) {
      throw Failure.of(
          FailureCode.FORBIDDEN,
          "No rule and scope together let this caller subscribe to the topic");
    }
    if (!isTold(wanted.topic())) {
      throw Failure.of(
          FailureCode.NOT_FOUND, "The rule of " + wanted.topic() + " does not say presence");
    }
    Roster known = roster;
    return Future.succeededFuture(
        known == null ? TopicPresence.nobody(wanted.topic()) : known.look(wanted.topic()));
  }

  /** One run of the gateway. */
  private final class Running {
    private final Bus bus;
    private final Roster own;
    private final Loop loop;
    private @Nullable Registration listening;

    Running(Bus bus, PresenceSettings settings) {
      this.bus = bus;
      this.own = new Roster(UUID.randomUUID().toString(), settings);
      this.loop =
          new Loop("presence", vertx, Timers.of(vertx), () -> PERIOD_MILLIS, this::step)
              .easing(
                  Duration.ZERO,
                  Alone.REST,
                  () -> Future.succeededFuture(own.isQuiet() ? Alone.REST : SOMEBODY));
    }

    Future<?> start() {
      roster = own;
      Registration all =
          Registration.all(
              List.of(
                  bus.subscribe(Presences.NEWS, news -> own.hear(news, clocks.nanos())),
                  bus.subscribe(Presences.WANTED, own::hear),
                  bus.serve(Presences.GET, Presence.this::look)));
      listening = all;
      loop.start();
      return all.ready().onSuccess(v -> bus.publish(Presences.WANTED, new PresenceWanted(null)));
    }

    private Future<Boolean> step() {
      Roster.Step step = own.step(clocks.nanos());
      step.news().forEach(news -> bus.publish(Presences.NEWS, news));
      step.wanted().forEach(wanted -> bus.publish(Presences.WANTED, wanted));
      step.told()
          .forEach(
              told ->
                  told.watcher().tell(told.type(), told.frame(), () -> own.again(told.topic())));
      return Future.succeededFuture(false);
    }

    Future<?> stop() {
      Registration all = listening;
      return loop.stop()
          .transform(ended -> all == null ? Future.succeededFuture() : all.withdraw());
    }
  }
}
