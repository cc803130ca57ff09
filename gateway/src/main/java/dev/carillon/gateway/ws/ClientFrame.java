package dev.carillon.gateway.ws;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What a client of {@code carillon.v1.json} sends: {@code {"type":"hello","key":"sk_..."}}, {@code
 * {"type":"sub","id":"1","topic":"users.changed"}}, the same with {@code unsub}, or {@code
 * {"type":"bye"}}.
 *
 * @param id echoed in the answer
 */
record ClientFrame(String type, @Nullable String id, @Nullable String key, @Nullable String topic) {
  private static final int MAX_ID = 64;
  private static final int MAX_TOPIC = 200;

  ClientFrame {
    Checks.start()
        .present("/type", type)
        .lineIfPresent("/id", id, 1, MAX_ID)
        .lineIfPresent("/topic", topic, 1, MAX_TOPIC)
        .verify();
  }

  /** Without the key: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "ClientFrame[type=" + type + "]";
  }
}
