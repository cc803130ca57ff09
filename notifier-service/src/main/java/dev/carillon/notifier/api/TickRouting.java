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
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a tick goes: to the live topic that the broadcast names, if a rule lets somebody publish
 * there, and then to everyone who listens to broadcasts. While a durable topic keeps it, it has it
 * once, however often the outbox brings it: the event's id is that of the message. Who listens to
 * broadcasts does not wait for a topic that does not take it.
 */
public final class TickRouting implements Consumers<BroadcastFired> {
  private static final Logger LOG = LoggerFactory.getLogger(TickRouting.class);

  /** The ticks of other broadcasts wait so long, at most. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** An older tick goes without its topic. */
  private static final Duration TRIED = Duration.ofMinutes(1);

  /** What may pass: the tick is brought again. */
  private static final Set<FailureCode> PASSING =
      Set.of(FailureCode.UNAVAILABLE, FailureCode.TIMEOUT);

  private static final long SAID_EVERY = Duration.ofSeconds(10).toNanos();

  private final Bus bus;
  private final Clocks clocks;
  private final AtomicLong quietUntil;

  /**
   * On a bus.
   *
   * @param clocks what calls to topics are bounded by
   */
  public TickRouting(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
    this.quietUntil = new AtomicLong(clocks.nanos());
  }

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
        .recover(
            failure ->
                mayPass(event, failure) ? Future.failedFuture(failure) : without(fired, failure));
  }

  private boolean mayPass(DomainEvent<BroadcastFired> event, Throwable failure) {
    return failure instanceof Failure known
        && PASSING.contains(known.code())
        && clocks.now().isBefore(event.time().plus(TRIED));
  }

  /** Where there is no rule nothing else was meant; all else is said, now and then. */
  private <T> Future<T> without(BroadcastFired fired, Throwable failure) {
    boolean isMeant = failure instanceof Failure known && known.code() == FailureCode.FORBIDDEN;
    long now = clocks.nanos();
    long until = quietUntil.get();
    if (!isMeant && now - until >= 0 && quietUntil.compareAndSet(until, now + SAID_EVERY)) {
      LOG.warn(
          "The topic {} did not take the tick {} of the broadcast {}: {}",
          fired.topic(),
          fired.fireAt(),
          fired.name(),
          failure.getMessage());
    }
    return Future.succeededFuture();
  }

  @Override
  public void tell(DomainEvent<BroadcastFired> event) {
    bus.publish(Live.BROADCAST_FIRED, event);
  }
}
