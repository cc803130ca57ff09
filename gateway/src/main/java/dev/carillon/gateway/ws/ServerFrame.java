package dev.carillon.gateway.ws;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.gateway.presence.Attendance;
import dev.carillon.gateway.ws.fanout.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server sends to one client of {@code carillon.v1.json}, but for the messages of topics.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServerFrame(
    String type,
    @Nullable String id,
    @Nullable String topic,
    @Nullable String epoch,
    @Nullable Long seq,
    @Nullable String code,
    @Nullable String detail,
    @Nullable Instant expiresAt,
    @Nullable MarkedNotification marked) {

  static ServerFrame welcome() {
    return new ServerFrame("welcome", null, null, null, null, null, null, null, null);
  }

  static ServerFrame ok(@Nullable String id, String topic, Position position) {
    return new ServerFrame(
        "ok", id, topic, position.epoch(), position.seq(), null, null, null, null);
  }

  /** That a topic's messages come no more. */
  static ServerFrame ok(@Nullable String id, String topic) {
    return new ServerFrame("ok", id, topic, null, null, null, null, null, null);
  }

  /** That another token was taken. */
  static ServerFrame refreshed(@Nullable String id, Instant expiresAt) {
    return new ServerFrame("ok", id, null, null, null, null, null, expiresAt, null);
  }

  /** That a topic's messages come no more, because the new token does not name it. */
  static ServerFrame ended(String topic) {
    return new ServerFrame(
        "error",
        null,
        topic,
        null,
        null,
        "forbidden",
        "The token does not name this topic",
        null,
        null);
  }

  /** Behind an {@code ok}: it listens to the topic, and the rest that it asked for is not so. */
  static ServerFrame notPresent(@Nullable String id, String topic, Attendance.Refused why) {
    return new ServerFrame("error", id, topic, null, null, why.code(), why.detail(), null, null);
  }

  /** Where a published message stands; nowhere on a topic that is not durable. */
  static ServerFrame published(@Nullable String id, String topic, Published at) {
    return new ServerFrame("ok", id, topic, at.epoch(), at.seq(), null, null, null, null);
  }

  /** How a notification stands. */
  static ServerFrame marked(@Nullable String id, MarkedNotification as) {
    return new ServerFrame("ok", id, null, null, null, null, null, null, as);
  }

  /** That the server is there, for clients that do not see the pings of RFC 6455: browsers. */
  static ServerFrame pong(@Nullable String id) {
    return new ServerFrame("pong", id, null, null, null, null, null, null, null);
  }

  static ServerFrame bye() {
    return new ServerFrame("bye", null, null, null, null, null, null, null, null);
  }

  static ServerFrame error(@Nullable String id, String code, String detail) {
    return new ServerFrame("error", id, null, null, null, code, detail, null, null);
  }
}
