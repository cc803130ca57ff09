package dev.carillon.gateway.ws.message;

import dev.carillon.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** How a message is written for a kind of client. */
public enum Wording {
  /** {@code {"type":"msg","topic":...,"epoch":...,"seq":...,"data":...}}, without its frame. */
  WEB_SOCKET {
    @Override
    byte[] message(LiveMessage message) {
      return join("{\"type\":\"msg\",\"topic\":" + Json.text(message.topic()) + ",", message, "}");
    }

    @Override
    public byte[] missed(Missed missed) {
      return utf8("{\"type\":\"gap\"," + range(missed) + "}");
    }
  },
  /**
   * {@code id: EPOCH:SEQ} and {@code data: {"topic":...,"epoch":...,"seq":...,"at":...,"data":...}}
   * (the event stream of HTML).
   */
  EVENT_STREAM {
    @Override
    byte[] message(LiveMessage message) {
      String head =
          "id: %s:%d\ndata: {\"topic\":%s,"
              .formatted(message.epoch(), message.seq(), Json.text(message.topic()));
      return join(head, message, "}\n\n");
    }

    @Override
    public byte[] missed(Missed missed) {
      return utf8("event: gap\ndata: {" + range(missed) + "}\n\n");
    }
  };

  abstract byte[] message(LiveMessage message);

  /** What a client is told that misses something, in UTF-8. */
  public abstract byte[] missed(Missed missed);

  private static byte[] join(String head, LiveMessage message, String end) {
    String at = message.at() == null ? "" : "\"at\":" + Json.text(message.at()) + ",";
    String position =
        "\"epoch\":%s,\"seq\":%d,%s\"data\":"
            .formatted(Json.text(message.epoch()), message.seq(), at);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(head.length() + position.length() + message.data().length + 8);
    out.writeBytes(utf8(head));
    out.writeBytes(utf8(position));
    out.writeBytes(message.data());
    out.writeBytes(utf8(end));
    return out.toByteArray();
  }

  private static String range(Missed missed) {
    return "\"topic\":%s,\"epoch\":%s,\"from\":%d,\"to\":%d"
        .formatted(
            Json.text(missed.topic()), Json.text(missed.epoch()), missed.from(), missed.to());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
