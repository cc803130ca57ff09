package dev.carillon.gateway.topics;

import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a publish: one message, or several.
 *
 * @param data of one message; then {@code messages} is absent
 * @param messages 1 to 1,000, which are published together or not at all
 */
record NewMessages(
    @Doc.AsWritten @Nullable Doc data, @Nullable String id, @Nullable List<NewMessage> messages) {
  NewMessages {
    Checks.start()
        .that(
            (data == null) != (messages == null),
            "/data",
            "or messages must be given, and not both")
        .that(id == null || messages == null, "/id", "belongs to one message")
        .verify();
    messages = messages == null ? null : List.copyOf(messages);
  }

  PublishMessages to(String topic) {
    return new PublishMessages(
        topic,
        messages != null
            ? messages
            : List.of(new NewMessage(java.util.Objects.requireNonNull(data), id)));
  }
}
