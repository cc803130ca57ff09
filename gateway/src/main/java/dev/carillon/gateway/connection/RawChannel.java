package dev.carillon.gateway.connection;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel under a connection: the only class of this room that knows Vert.x's own. {@code
 * close()} waits behind what the client does not read, and a connection that became a WebSocket no
 * longer says when it ends; the channel can do both. Without one, which only another version of
 * Vert.x can bring about, the public ways are taken.
 */
final class RawChannel {
  private static final Logger LOG = LoggerFactory.getLogger(RawChannel.class);

  /** The largest piece. */
  static final int PIECE = 16 * 1024;

  private static final int SEND_BUFFER = 64 * 1024;

  private static final RecvByteBufAllocator PIECES =
      new AdaptiveRecvByteBufAllocator(64, 2_048, PIECE);

  private final HttpConnection connection;
  private final @Nullable Channel channel;
  private long lastWaiting;
  private long lastProgress;
  private int lastMessage;

  RawChannel(HttpConnection connection) {
    this.connection = connection;
    this.channel = connection instanceof ConnectionBase base ? base.channel() : null;
  }

  /** Runs it, on the connection's loop, when the connection has ended, whatever it was by then. */
  void whenClosed(Runnable action) {
    if (channel == null) {
      connection.closeHandler(v -> action.run());
    } else {
      channel.closeFuture().addListener(f -> action.run());
    }
  }

  /** Whether it speaks HTTP, and has not become a WebSocket. */
  boolean isHttp() {
    return channel == null || channel.pipeline().get("httpDecoder") != null;
  }

  /** Bytes that the client has not taken and the kernel has no room for. */
  long waiting() {
    ChannelOutboundBuffer buffer = channel == null ? null : channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** Whether the client took anything of what waits since the last time that this was asked. */
  boolean hasMoved() {
    ChannelOutboundBuffer buffer = channel == null ? null : channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return true;
    }
    long waiting = buffer.totalPendingWriteBytes();
    long progress = buffer.currentProgress();
    int message = System.identityHashCode(buffer.current());
    boolean moved =
        waiting < lastWaiting || progress != lastProgress || message != lastMessage || waiting == 0;
    lastWaiting = waiting;
    lastProgress = progress;
    lastMessage = message;
    return moved;
  }

  /**
   * Reads in pieces from now on, so that who says stop has read no more than a piece beyond. For a
   * connection on which nothing was read yet.
   */
  void readInPieces() {
    if (channel != null) {
      channel.config().setRecvByteBufAllocator(PIECES);
    }
  }

  /** The kernel keeps no more than 64 KiB for a client that does not read. */
  void keepLittle() {
    if (channel != null) {
      channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    }
  }

  /** Reads no more, also of what came in the same turn of the loop. */
  void stopReading() {
    if (channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  /** Ends it now, and the kernel forgets what was not sent. */
  void cut() {
    ChannelHandlerContext first = channel == null ? null : channel.pipeline().firstContext();
    if (channel == null || first == null) {
      connection.close().onFailure(e -> LOG.debug("Already closed: {}", e.toString()));
      return;
    }
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    first.close().addListener(f -> LOG.debug("Cut"));
  }
}
