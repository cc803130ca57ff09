package dev.carillon.gateway.ws;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket, of either protocol. What waits to be written is bounded: a client that reads
 * too slowly is closed rather than remembered without end.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final int MAX_WAITING_BYTES = 1 << 20;

  private static final Buffer NOTHING = Buffer.buffer();

  private final ServerWebSocket socket;

  Session(ServerWebSocket socket) {
    this.socket = socket;
    socket.setWriteQueueMaxSize(MAX_WAITING_BYTES);
  }

  void send(String text) {
    if (socket.isClosed()) {
      return;
    }
    if (socket.writeQueueFull()) {
      close(Close.TOO_SLOW);
      return;
    }
    socket.writeTextMessage(text).onFailure(e -> LOG.debug("A client is gone: {}", e.toString()));
  }

  void ping() {
    socket.writePing(NOTHING).onFailure(e -> LOG.debug("A client is gone: {}", e.toString()));
  }

  void close(Close why) {
    socket
        .close(why.code(), why.reason())
        .onFailure(e -> LOG.debug("A client was gone already: {}", e.toString()));
  }
}
