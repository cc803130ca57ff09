package dev.carillon.client.live;

import dev.carillon.json.Doc;
import java.util.List;
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
    @Nullable List<String> users,
    @Nullable Long count,
    @Nullable Long anonymous,
    @Nullable Boolean complete,
    @Doc.AsWritten @Nullable Doc data) {

  ServerFrame {
    users = users == null ? null : List.copyOf(users);
  }

  /** Where it says that its topic is. */
  TopicPosition position() {
    return new TopicPosition(String.valueOf(epoch), seq == null ? 0 : seq);
  }

  LiveException failure() {
    return new LiveException(String.valueOf(code), String.valueOf(detail), null);
  }
}
