package dev.carillon.notifier.domain.topic;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a durable topic may come to be: there are as many as may be, and each key has a part of
 * them. Asked once for each topic that this process remembers. Thread-safe.
 */
final class TopicAdmission {
  /** One that is forgotten is asked for again. */
  private static final int REMEMBERED = 16_384;

  private final MessageStore store;
  private final TopicBounds bounds;
  private final SingleFlight<Wanted, Boolean> asking = new SingleFlight<>(this::ask);
  private final Map<String, Boolean> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  private record Wanted(String topic, String owner) {}

  TopicAdmission(MessageStore store, TopicBounds bounds) {
    this.store = store;
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
    return store.admit(wanted.topic(), wanted.owner(), bounds);
  }
}
