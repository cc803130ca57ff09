package dev.carillon.gateway.bridge;

import dev.carillon.gateway.ws.WireClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** A client of the SockJS bridge, by the protocol of its WebSocket transport. */
final class SockJsClient implements BridgeClient {
  private static final String PATH = "/eventbus/042/abcdefgh/websocket";

  private final WireClient wire;
  private String end = "";

  SockJsClient(int port) throws IOException {
    this(port, "");
  }

  /** With these headers of the handshake, each with its line end. */
  SockJsClient(int port, String headers) throws IOException {
    wire = WireClient.connect(port).upgrade(PATH, headers);
    WireClient.Frame open = wire.nextAnswer();
    if (!open.text().equals("o")) {
      throw new AssertionError("SockJS begins with o, not with " + open.text());
    }
  }

  @Override
  public boolean send(String frame) {
    return message(new JsonArray().add(frame).encode());
  }

  /** A text of the WebSocket as it is. */
  boolean message(String text) {
    try {
      wire.text(text);
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  WireClient wire() {
    return wire;
  }

  @Override
  public JsonObject next() throws IOException {
    for (WireClient.Frame frame = wire.nextAnswer(); frame != null; frame = wire.nextAnswer()) {
      if (frame.opcode() == WireClient.CLOSE) {
        end += " " + frame.code();
        return null;
      }
      String text = frame.text();
      if (text.startsWith("a[")) {
        return new JsonObject(new JsonArray(text.substring(1)).getString(0));
      }
      end += text;
    }
    return null;
  }

  /** What was said at the end: the SockJS frame, and the code of the WebSocket. */
  String end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
