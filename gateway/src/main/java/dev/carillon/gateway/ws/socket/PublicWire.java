package dev.carillon.gateway.ws.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire by Vert.x's public face alone, for a version of it that hides what is beneath: texts are
 * written one by one, pings are answered by Vert.x, and a slow client ends with Vert.x's own
 * closing time-out. It costs twice as much and protects less; that it works is all that it is for.
 */
final class PublicWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(PublicWire.class);
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final ServerWebSocket socket;

  PublicWire(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void start(FrameHandler frames) {
    socket
        .frameHandler(frame -> hear(frame, frames))
        .pongHandler(data -> frames.hear(new PongWebSocketFrame()))
        .drainHandler(v -> frames.onWritable())
        .closeHandler(v -> frames.onGone())
        .shutdownHandler(v -> frames.onShutdown())
        .exceptionHandler(e -> LOG.debug("The client had already disconnected", e));
  }

  private static void hear(io.vertx.core.http.WebSocketFrame frame, FrameHandler frames) {
    ByteBuf bytes = Unpooled.wrappedBuffer(frame.binaryData().getBytes());
    if (frame.isText()) {
      frames.hear(new TextWebSocketFrame(frame.isFinal(), 0, bytes));
    } else if (frame.isBinary()) {
      frames.hear(new BinaryWebSocketFrame(frame.isFinal(), 0, bytes));
    } else if (frame.isContinuation()) {
      frames.hear(new ContinuationWebSocketFrame(frame.isFinal(), 0, bytes));
    }
  }

  @Override
  public boolean isWritable() {
    return !socket.writeQueueFull();
  }

  @Override
  public boolean isActive() {
    return !socket.isClosed();
  }

  @Override
  public long unsent() {
    return socket.writeQueueFull() ? 1 : 0;
  }

  @Override
  public void write(ByteBuf frames) {
    try {
      while (frames.isReadable()) {
        frames.skipBytes(1);
        int length = frames.readUnsignedByte();
        if (length == TWO_BYTES_FOLLOW) {
          length = frames.readUnsignedShort();
        } else if (length == EIGHT_BYTES_FOLLOW) {
          length = Math.toIntExact(frames.readLong());
        }
        quiet(
            socket.writeTextMessage(
                frames.readCharSequence(length, StandardCharsets.UTF_8).toString()));
      }
    } finally {
      frames.release();
    }
  }

  @Override
  public void flush() {
    // Vert.x flushes by itself.
  }

  @Override
  public void writeNow(WebSocketFrame frame) {
    writeNow(frame, () -> {});
  }

  @Override
  public void writeNow(WebSocketFrame frame, Runnable then) {
    Future<?> written =
        switch (frame) {
          case PingWebSocketFrame ping -> socket.writePing(Buffer.buffer());
          case CloseWebSocketFrame close ->
              close.statusCode() < 0
                  ? socket.close()
                  : socket.close((short) close.statusCode(), close.reasonText());
          default -> Future.succeededFuture(); // pongs are Vert.x's
        };
    frame.release();
    quiet(written.onComplete(r -> then.run()));
  }

  @Override
  public void read(boolean wanted) {
    if (wanted) {
      socket.resume();
    } else {
      socket.pause();
    }
  }

  @Override
  public void endOutput() {
    // There is no way to that.
  }

  @Override
  public void close() {
    quiet(socket.close());
  }

  @Override
  public void cut() {
    quiet(socket.close());
  }

  private static void quiet(Future<?> done) {
    done.onFailure(e -> LOG.debug("The client had already disconnected: {}", e.toString()));
  }
}
