package dev.carillon.gateway.bridge;

import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** A client of a bridge that may do what no good one does. */
interface BridgeClient extends AutoCloseable {
  /** Sends any text as a frame. False when the connection has ended. */
  boolean send(String frame);

  /** The next frame of the server as JSON; null when the connection has ended. */
  JsonObject next() throws IOException;

  @Override
  void close() throws IOException;

  default BridgeClient send(JsonObject frame) {
    if (!send(frame.encode())) {
      throw new AssertionError("The server has ended the connection");
    }
    return this;
  }

  /** With this key in the header of the frame. */
  default BridgeClient send(String key, JsonObject frame) {
    JsonObject headers = frame.getJsonObject("headers", new JsonObject()).copy();
    return send(frame.copy().put("headers", headers.put("Authorization", "Bearer " + key)));
  }

  /** Says who it is, and waits until the server knows. */
  default BridgeClient greet(String key) throws IOException {
    send(key, get(BridgeServer.ID).put("replyAddress", "greeting"));
    JsonObject answer = next();
    if (answer == null || !"greeting".equals(answer.getString("address"))) {
      throw new AssertionError("Not known: " + answer);
    }
    return this;
  }

  /** A round trip, by which everything before it was heard. */
  default void settle() throws IOException {
    send(get(BridgeServer.ID).put("replyAddress", "settled"));
    JsonObject answer = next();
    if (answer == null || !"settled".equals(answer.getString("address"))) {
      throw new AssertionError("Before it came " + answer);
    }
  }

  /** Reads until the end of the connection; the last frame before it. */
  default JsonObject untilClosed() throws IOException {
    JsonObject last = null;
    for (JsonObject frame = next(); frame != null; frame = next()) {
      last = frame;
    }
    return last;
  }

  static JsonObject get(java.util.UUID id) {
    return frame("send", "users.get.v1").put("body", new JsonObject().put("id", id.toString()));
  }

  static JsonObject frame(String type, String address) {
    return new JsonObject().put("type", type).put("address", address);
  }

  /** The code of a failure. */
  static String code(JsonObject frame) {
    if (frame == null || !"err".equals(frame.getString("type"))) {
      throw new AssertionError("Not a failure: " + frame);
    }
    return new JsonObject(frame.getString("message")).getString("code");
  }
}
