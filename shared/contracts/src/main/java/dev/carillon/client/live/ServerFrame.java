package dev.carillon.client.live;

import dev.carillon.json.Doc;
import org.jspecify.annotations.Nullable;

/**
 * What the server says; of a message the rest is its data. Members that a newer server has are
 * passed over.
 */
record ServerFrame(
    String type,
    @Nullable String id,
    @Nullable String topic,
    @Nullable String epoch,
    @Nullable Long seq,
    @Nullable Long from,
    @Nullable Long to,
    @Nullable String code,
    @Nullable String detail,
    @Nullable String expiresAt,
    @Doc.AsWritten @Nullable Doc data) {

  /** Where it says that its topic is. */
  TopicPosition position() {
    return new TopicPosition(String.valueOf(epoch), seq == null ? 0 : seq);
  }

  LiveException failure() {
    return new LiveException(String.valueOf(code), String.valueOf(detail), null);
  }
}
