package dev.carillon.notifier.api;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.pg.outbox.Consumers;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a tick goes: to the live topic that the broadcast names, if a rule lets somebody publish
 * there, and then to everyone who listens to broadcasts. A durable topic has it once, however often
 * the outbox brings it: the event's id is that of the message.
 *
 * @param clocks what the call to the topic is bounded by
 */
public record TickRouting(Bus bus, Clocks clocks) implements Consumers<BroadcastFired> {
  private static final Logger LOG = LoggerFactory.getLogger(TickRouting.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** What the rule of a topic says to a message; it would say so again. */
  private static final Set<FailureCode> REFUSED =
      Set.of(FailureCode.FORBIDDEN, FailureCode.INVALID, FailureCode.RATE_LIMITED);

  @Override
  public Map<String, Class<? extends BroadcastFired>> events() {
    return Map.of(Live.BROADCAST_FIRED.address(), BroadcastFired.class);
  }

  @Override
  public Future<?> deliver(DomainEvent<BroadcastFired> event) {
    BroadcastFired fired = event.data();
    if (fired.topic().equals(Live.PLAIN_TOPIC) || !TopicName.isName(fired.topic())) {
      return Future.succeededFuture();
    }
    NewMessage message = new NewMessage(fired.payload(), event.id().toString());
    return bus.request(
            LiveTopics.PUBLISH,
            Call.internal("notifier-service", LIMIT, clocks),
            new PublishMessages(fired.topic(), List.of(message)))
        .recover(failure -> without(fired, failure));
  }

  /** A tick does not wait for a topic that does not take it: later ones would wait behind it. */
  private static <T> Future<T> without(BroadcastFired fired, Throwable failure) {
    if (!(failure instanceof Failure refusal) || !REFUSED.contains(refusal.code())) {
      return Future.failedFuture(failure);
    }
    if (refusal.code() != FailureCode.FORBIDDEN) { // where no rule is, only broadcasts has it
      LOG.warn(
          "The topic {} did not take the tick {} of the broadcast {}: {}",
          fired.topic(),
          fired.fireAt(),
          fired.name(),
          refusal.getMessage());
    }
    return Future.succeededFuture();
  }

  @Override
  public void tell(DomainEvent<BroadcastFired> event) {
    bus.publish(Live.BROADCAST_FIRED, event);
  }
}
