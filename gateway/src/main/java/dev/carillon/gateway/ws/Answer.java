package dev.carillon.gateway.ws;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What the server answers to a {@link Frame}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(
    String type,
    @Nullable String id,
    @Nullable String topic,
    @Nullable String epoch,
    @Nullable Long seq,
    @Nullable String code,
    @Nullable String detail) {

  static Answer welcome() {
    return new Answer("welcome", null, null, null, null, null, null);
  }

  static Answer ok(@Nullable String id, String topic, Hub.Position position) {
    return new Answer("ok", id, topic, position.epoch(), position.seq(), null, null);
  }

  static Answer bye() {
    return new Answer("bye", null, null, null, null, null, null);
  }

  static Answer error(@Nullable String id, String code, String detail) {
    return new Answer("error", id, null, null, null, code, detail);
  }
}
