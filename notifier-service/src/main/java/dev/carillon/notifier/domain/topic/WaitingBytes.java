package dev.carillon.notifier.domain.topic;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages that wait to be stored, in bytes: no key can take the room of all. Who has nothing there
 * is not remembered. Thread-safe.
 */
final class WaitingBytes {
  private final TopicBounds bounds;
  private final Map<String, Long> ofKeys = new HashMap<>();
  private long all;

  WaitingBytes(TopicBounds bounds) {
    this.bounds = bounds;
  }

  /** Takes room. RATE_LIMITED beyond the key's part, UNAVAILABLE beyond that of all. */
  synchronized void take(String key, int bytes) {
    long held = ofKeys.getOrDefault(key, 0L);
    if (held + bytes > bounds.waitingBytesOfKey()) {
      throw Failure.of(
          FailureCode.RATE_LIMITED,
          held + " bytes of messages of this key wait to be stored, and no more may");
    }
    if (all + bytes > bounds.waitingBytes()) {
      throw Failure.of(
          FailureCode.UNAVAILABLE, all + " bytes of messages wait to be stored; try again soon");
    }
    all += bytes;
    ofKeys.put(key, held + bytes);
  }

  synchronized void give(String key, int bytes) {
    all -= bytes;
    ofKeys.computeIfPresent(key, (k, held) -> held == bytes ? null : held - bytes);
  }
}
