package dev.carillon.notifier;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.lifecycle.Component;
import dev.carillon.notifier.api.TopicEndpoint;
import dev.carillon.notifier.api.TopicTeller;
import dev.carillon.notifier.domain.topic.KnownRules;
import dev.carillon.notifier.domain.topic.RuleStore;
import dev.carillon.notifier.domain.topic.TopicPublishing;
import dev.carillon.notifier.domain.topic.TopicRetention;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import dev.carillon.notifier.domain.topic.bounds.TopicLimits;
import dev.carillon.notifier.domain.topic.pending.PendingNumbering;
import dev.carillon.notifier.store.pg.topic.pending.PgTopicSignal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts topics together: their rules, what is published and read, and what is let go. */
final class TopicWiring {
  private static final long RULES_MILLIS = 500;
  private static final Duration TRIM = Duration.ofSeconds(1);
  private static final double SPREAD = 0.33;

  /** For signals that are lost, and topics whose rate is used up. */
  private static final long PENDING_MILLIS = 500;

  private final Vertx vertx;
  private final Bus bus;
  private final TopicStores stores;
  private final RuleStore rules;

  /** Whoever changes a rule tells it on the bus. */
  private static final Duration IDLE_RULES = Duration.ofSeconds(1);

  /** Who publishes in a transaction signals it. */
  private static final Duration IDLE_PENDING = Duration.ofSeconds(2);

  private final KnownRules known;
  private final TopicTeller teller;
  private final Clocks clocks;
  private final Loop looking;
  private final Loop trimming;
  private final Loop numbering;
  private final PgTopicSignal signal;
  private final TopicLimits limits;
  private @Nullable Registration served;

  TopicWiring(Vertx vertx, Bus bus, TopicStores stores, TopicBounds bounds, Clocks clocks) {
    Timers timers = Timers.of(vertx);
    this.vertx = vertx;
    this.bus = bus;
    this.stores = stores;
    this.clocks = clocks;
    this.rules = stores.rules(bounds.rules());
    this.known = new KnownRules(rules);
    this.teller = new TopicTeller(vertx, bus);
    TopicRetention retention = new TopicRetention(known, stores.messages(), bounds);
    this.looking =
        new Loop("topic rules", vertx, timers, () -> RULES_MILLIS, () -> known.look().map(false))
            .easing(IDLE_RULES, Alone.REST);
    this.trimming =
        new Loop("topic history", vertx, timers, Loop.jittered(TRIM, SPREAD), retention::step)
            .easing(Duration.ZERO, Alone.REST);
    this.limits =
        new TopicLimits(
            bounds, clocks::nanos, (topic, owner) -> stores.messages().admit(topic, owner, bounds));
    PendingNumbering pending = new PendingNumbering(known, stores.pending(), limits, teller::tell);
    this.numbering =
        new Loop("pending messages", vertx, timers, () -> PENDING_MILLIS, () -> number(pending))
            .easing(IDLE_PENDING, Alone.REST);
    this.signal = stores.signal(numbering::wake);
  }

  private Future<Boolean> number(PendingNumbering pending) {
    signal.listen();
    return pending
        .step()
        .onSuccess(
            more -> {
              if (pending.isWaiting()) {
                numbering.stir(); // a topic may go on when a second is over
              }
            });
  }

  /** What is started behind the migration, in order. */
  List<Component> parts() {
    return List.of(
        Component.closing("topic pools", stores::close),
        Component.step("topic rules once", known::look),
        Component.running("topic rules", looking::start, looking::stop),
        Component.running("topic history", trimming::start, trimming::stop),
        Component.closing("pending messages signal", signal::close),
        teller.component(),
        Component.running("pending messages", numbering::start, numbering::stop),
        new Component("topic contracts", this::serve, this::withdraw));
  }

  private Future<?> serve() {
    TopicPublishing publishing =
        new TopicPublishing(
            known,
            stores.messages(),
            limits,
            teller::tell,
            clocks::now,
            new GroupCommit.Factory(vertx.getOrCreateContext()));
    Registration all =
        Registration.all(
            List.of(
                new TopicEndpoint(bus, rules, known, stores.messages(), publishing).serve(),
                bus.subscribe(LiveTopics.RULES_CHANGED, changed -> looking.wake())));
    served = all;
    return all.ready();
  }

  private Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }
}
