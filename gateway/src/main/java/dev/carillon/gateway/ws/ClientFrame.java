package dev.carillon.gateway.ws;

import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.request.IdempotencyKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client of {@code carillon.v1.json} sends: {@code {"type":"hello","key":"sk_..."}}, {@code
 * {"type":"sub","id":"1","topic":"users.changed"}}, the same with {@code unsub}, {@code
 * {"type":"acked","id":"2","notification":"01a2..."}}, or {@code {"type":"bye"}}.
 *
 * @param id echoed in the answer
 * @param key the API key of a hello; of a {@code pub} the key under which it may be repeated
 * @param since of a {@code sub} to a durable topic, the number of the last message that the client
 *     has; 0 for the oldest that is kept
 * @param epoch who numbered that
 * @param data of a {@code pub}
 * @param presence of a {@code sub}, whether the client wants to hear who is there
 * @param messageId of a {@code pub}, the publisher's own name of the message
 * @param notification of a {@code seen} or {@code acked}, the one that is marked
 */
record ClientFrame(
    String type,
    @Nullable String id,
    @Nullable String key,
    @Nullable String topic,
    @Nullable Long since,
    @Nullable String epoch,
    @Doc.AsWritten @Nullable Doc data,
    @Nullable String messageId,
    @Nullable Boolean presence,
    @Nullable UUID notification) {
  private static final int MAX_ID = 64;
  private static final int MAX_TOPIC = 200;

  ClientFrame {
    Checks.start()
        .present("/type", type)
        .lineIfPresent("/id", id, 1, MAX_ID)
        .lineIfPresent("/topic", topic, 1, MAX_TOPIC)
        .lineIfPresent("/epoch", epoch, 0, MAX_ID)
        .that(since == null || since >= 0, "/since", "must not be negative")
        .verify();
  }

  /** What a {@code pub} publishes; INVALID if something is missing. */
  PublishMessages messages() {
    if (topic == null || data == null) {
      throw Failure.invalid(topic == null ? "/topic" : "/data", "is required");
    }
    if (key != null && !IdempotencyKey.isPossible(key)) {
      throw Failure.invalid("/key", IdempotencyKey.RULE);
    }
    return new PublishMessages(topic, List.of(new NewMessage(data, messageId)));
  }

  /** Without the key: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "ClientFrame[type=" + type + "]";
  }
}
