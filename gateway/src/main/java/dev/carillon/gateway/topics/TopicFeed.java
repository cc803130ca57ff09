package dev.carillon.gateway.topics;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.json.Json;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bus says about topics, for the live clients of this process: messages, and rules, which
 * are asked for all the time, in case a hint is lost.
 */
public final class TopicFeed {
  /** As often as they say how much they have told. */
  private static final long TELLERS_MILLIS = 1_000;

  /** With the time of the question itself less than a second. */
  private static final long REST_MILLIS = 800;

  private final Bus bus;
  private final Fanout fanout;
  private final KnownTopicRules rules;
  private final Clocks clocks;
  private final Loop loop;
  private final Tellers tellers = new Tellers(this::onMissed);
  private final Loop looking;
  private @Nullable Registration listening;

  /** Does not listen yet. */
  public TopicFeed(Vertx vertx, Fanout fanout, Clocks clocks) {
    this.bus = new Bus(vertx, clocks);
    this.fanout = fanout;
    this.rules = KnownTopicRules.of(vertx);
    this.clocks = clocks;
    this.loop =
        new Loop(
                "topic rules of the gateway",
                vertx,
                Timers.of(vertx),
                () -> REST_MILLIS,
                this::look)
            .easing(Duration.ZERO, Alone.REST);
    this.looking =
        new Loop(
                "tellers of topics",
                vertx,
                Timers.of(vertx),
                () -> TELLERS_MILLIS,
                () -> {
                  tellers.look();
                  return Future.succeededFuture(false);
                })
            .easing(Duration.ZERO, Alone.REST);
  }

  /** Listens while the gateway runs; notifier-service need not be there when it starts. */
  public Component component() {
    return new Component("topics", this::start, this::stop);
  }

  private Future<?> start() {
    loop.start();
    Registration all =
        Registration.all(
            List.of(
                bus.subscribe(LiveTopics.PUBLISHED, this::onMessages),
                bus.subscribe(LiveTopics.RULES_CHANGED, changed -> loop.wake())));
    listening = all;
    return all.ready().onSuccess(v -> looking.start());
  }

  private Future<?> stop() {
    Registration all = listening;
    return Future.join(
        loop.stop(), looking.stop(), all == null ? Future.succeededFuture() : all.withdraw());
  }

  /** Nobody may be there to answer; then the next look is soon. */
  private Future<Boolean> look() {
    return rules
        .look(bus, clocks)
        .onFailure(e -> loop.stir())
        .transform(looked -> Future.succeededFuture(false));
  }

  private void onMessages(TopicMessages told) {
    if (told.told() != null) {
      tellers.hear(told.told(), !told.messages().isEmpty());
    }
    for (TopicMessage message : told.messages()) {
      byte[] data = Json.bytes(message.data());
      if (told.epoch() == null) {
        fanout.publish(
            told.topic(),
            (epoch, seq) -> LiveMessage.of(told.topic(), epoch, seq, message.at(), data));
      } else {
        fanout.publish(
            LiveMessage.of(told.topic(), told.epoch(), message.seq(), message.at(), data));
      }
    }
  }

  /** Nobody knows of which topic: of each that notifiers tell and do not store. */
  private void onMissed() {
    fanout.miss(rules::isPassing);
  }
}
