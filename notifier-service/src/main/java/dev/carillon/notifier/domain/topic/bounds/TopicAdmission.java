package dev.carillon.notifier.domain.topic.bounds;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.rate.Recent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Whether a durable topic may come to be: there are as many as may be, and each key has a part of
 * them. Asked once for each topic that this process remembers. Thread-safe.
 */
final class TopicAdmission {
  /** One that is forgotten is asked for again. */
  private static final int REMEMBERED = 16_384;

  private final BiFunction<String, String, Future<Boolean>> make;
  private final TopicBounds bounds;
  private final SingleFlight<Wanted, Boolean> asking = new SingleFlight<>(this::ask);
  private final Map<String, Boolean> known = Collections.synchronizedMap(new Recent<>(REMEMBERED));

  private record Wanted(String topic, String owner) {}

  TopicAdmission(BiFunction<String, String, Future<Boolean>> make, TopicBounds bounds) {
    this.make = make;
    this.bounds = bounds;
  }

  /** Whether it is there for certain. */
  boolean isKnown(String topic) {
    return known.containsKey(topic);
  }

  /** Makes the topic, if it is not there; RATE_LIMITED. Who asks together is answered in order. */
  Future<Void> admit(String topic, String owner) {
    return asking
        .get(new Wanted(topic, owner))
        .map(
            there -> {
              if (!there) {
                throw Failure.of(
                    FailureCode.RATE_LIMITED,
                    "There are as many durable topics as may be: "
                        + bounds.topicsOfKey()
                        + " of one key, "
                        + bounds.topics()
                        + " in all");
              }
              known.put(topic, true);
              return null;
            });
  }

  private Future<Boolean> ask(Wanted wanted) {
    return make.apply(wanted.topic(), wanted.owner());
  }
}
