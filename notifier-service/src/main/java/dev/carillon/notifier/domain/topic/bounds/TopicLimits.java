package dev.carillon.notifier.domain.topic.bounds;

import dev.carillon.contract.live.TopicRule;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** The limits of all who publish in this process. */
public final class TopicLimits {
  private final TopicBounds bounds;
  private final TopicRates rates;
  private final TopicAdmission admission;
  private final WaitingBytes waiting;

  /**
   * With everything free.
   *
   * @param nanos a clock that only goes forward
   * @param make makes a topic for an owner, unless it is there; whether it is there now
   */
  public TopicLimits(
      TopicBounds bounds, LongSupplier nanos, BiFunction<String, String, Future<Boolean>> make) {
    this.bounds = bounds;
    this.rates = new TopicRates(nanos);
    this.admission = new TopicAdmission(make, bounds);
    this.waiting = new WaitingBytes(bounds);
  }

  /** The bounds that it counts by. */
  public TopicBounds bounds() {
    return bounds;
  }

  /** Counts messages; RATE_LIMITED when they are more than the rule lets in. */
  public void take(TopicRule rule, String topic, int messages) {
    if (!rates.take(rule, topic, messages)) {
      throw Failure.of(
          FailureCode.RATE_LIMITED, "The topic takes " + rule.rate() + " messages per second");
    }
  }

  /** The same for one message that can wait; false if it must. */
  public boolean mayTake(TopicRule rule, String topic) {
    return rates.take(rule, topic, 1);
  }

  /** Whether a topic is there for certain. */
  public boolean isKnown(String topic) {
    return admission.isKnown(topic);
  }

  /** Makes the topic, if it is not there; RATE_LIMITED. Who asks together is answered in order. */
  public Future<Void> admit(String topic, String owner) {
    return admission.admit(topic, owner);
  }

  /**
   * Takes room for what waits. RATE_LIMITED beyond the key's part, UNAVAILABLE beyond that of all.
   */
  public void hold(String key, int bytes) {
    waiting.take(key, bytes);
  }

  /** Gives it back. */
  public void release(String key, int bytes) {
    waiting.give(key, bytes);
  }
}
