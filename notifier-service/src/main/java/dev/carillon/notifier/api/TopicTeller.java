package dev.carillon.notifier.api;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.live.TopicMessages.Told;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/**
 * Tells gateways of messages. What is not stored cannot be read again, so that is counted, and in a
 * cluster the count is said once a second: who has missed some, the last one too, can say so to its
 * clients. Belongs to its event loop.
 */
public final class TopicTeller {
  private static final long SAY_MILLIS = 1_000;

  private final Bus bus;
  private final boolean counts;
  private final Loop saying;
  private final String own = UUID.randomUUID().toString();
  private long told;

  /** Has told nothing yet. */
  public TopicTeller(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.counts = vertx.isClustered();
    this.saying =
        new Loop("count of live messages", vertx, Timers.of(vertx), () -> SAY_MILLIS, this::say);
  }

  /** Says how much it has told, while it runs. */
  public Component component() {
    return new Component("count of live messages", this::start, this::stop);
  }

  /** Tells whoever listens. */
  public void tell(TopicMessages messages) {
    boolean isCounted = counts && messages.epoch() == null;
    bus.publish(
        LiveTopics.PUBLISHED,
        isCounted ? messages.counted(new Told(own, ++told, false)) : messages);
  }

  private Future<?> start() {
    if (counts) {
      saying.start();
    }
    return Future.succeededFuture();
  }

  private Future<Boolean> say() {
    if (told > 0) {
      say(false);
    }
    return Future.succeededFuture(false);
  }

  private void say(boolean last) {
    bus.publish(LiveTopics.PUBLISHED, TopicMessages.of(new Told(own, told, last)));
  }

  private Future<?> stop() {
    return saying
        .stop()
        .onSuccess(
            v -> {
              if (counts) {
                say(true);
              }
            });
  }
}
