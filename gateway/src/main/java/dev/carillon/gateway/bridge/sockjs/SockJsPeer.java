package dev.carillon.gateway.bridge.sockjs;

import dev.carillon.failure.Failure;
import dev.carillon.gateway.bridge.BridgeSession;
import dev.carillon.gateway.bridge.Peer;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.socket.Incoming;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.gateway.ws.socket.TextFrame;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One SockJS connection (sockjs-protocol 0.3.3, the WebSocket transport): the client wraps its
 * texts in an array of strings, the server says {@code o} first, {@code a["..."]} for each text and
 * {@code c[code,"reason"]} last.
 */
final class SockJsPeer implements Peer, Incoming {
  private static final JsonType<List<String>> TEXTS = JsonType.of(List.class, String.class);
  private static final String OPEN = "o";

  private final RawSocket socket;
  private final Consumer<SockJsPeer> gone;
  private @Nullable BridgeSession session;

  /**
   * A connection that was just upgraded.
   *
   * @param gone is told when it has ended
   */
  SockJsPeer(RawSocket socket, Consumer<SockJsPeer> gone) {
    this.socket = socket;
    this.gone = gone;
  }

  /** Whose frames it brings, and who is told of its end. */
  void speaksFor(BridgeSession opened) {
    session = opened;
  }

  /** Tells the client that it may speak. */
  void open() {
    write(OPEN);
  }

  /** The server stops. */
  void restart() {
    if (session != null) {
      session.onRestart();
    }
  }

  @Override
  public void onText(String text) {
    BridgeSession known = session;
    if (known == null || text.isEmpty()) {
      return; // an empty message is nothing, by the protocol
    }
    List<String> texts;
    try {
      texts = Json.read(text, TEXTS);
    } catch (Failure malformed) {
      known.onMalformed("A message must be an array of strings in JSON");
      return;
    }
    for (String one : texts) {
      if (one == null) {
        known.onMalformed("A message must be an array of strings in JSON");
        return;
      }
      known.onFrame(one);
    }
  }

  @Override
  public void onBinary() {
    if (session != null) {
      session.onMalformed("Binary messages are not of the protocol");
    }
  }

  @Override
  public void onClosed() {
    if (session != null) {
      session.onClosed();
    }
    gone.accept(this);
  }

  @Override
  public void send(String frame) {
    write("a[" + Json.text(frame) + "]");
  }

  @Override
  public void moveTo(Seat seat) {
    socket.moveTo(seat);
  }

  /** The stock client reads code and reason from SockJS, and not from the WebSocket. */
  @Override
  public void close(CloseReason why, String text) {
    if (!socket.isClosing()) {
      write("c[" + why.code() + "," + Json.text(text) + "]");
      socket.close(why, text);
    }
  }

  @Override
  public boolean isClosing() {
    return socket.isClosing();
  }

  private void write(String text) {
    try (TextFrame frame = TextFrame.of(text)) {
      socket.send(frame);
    }
  }
}
