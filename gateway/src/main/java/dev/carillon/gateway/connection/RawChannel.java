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
 * Vert.x can bring about, the public ways are taken; with one nothing here keeps what Vert.x knows
 * of the connection, its last request among that.
 */
final class RawChannel {
  private static final Logger LOG = LoggerFactory.getLogger(RawChannel.class);

  /** The largest piece. */
  static final int PIECE = 16 * 1024;

  private static final int SEND_BUFFER = 64 * 1024;

  private static final RecvByteBufAllocator PIECES =
      new AdaptiveRecvByteBufAllocator(64, 2_048, PIECE);

  private final @Nullable HttpConnection connection;
  private final @Nullable Channel channel;
  private long lastWaiting;
  private long lastProgress;
  private int lastMessage;

  RawChannel(HttpConnection connection) {
    this.channel = beneath(connection);
    this.connection = channel == null ? connection : null;
  }

  private static @Nullable Channel beneath(HttpConnection connection) {
    return connection instanceof ConnectionBase base ? base.channel() : null;
  }

  /** What a connection is known by as long as it lives, whatever it becomes. */
  static Object identity(HttpConnection connection) {
    Channel channel = beneath(connection);
    return channel == null ? connection : channel;
  }

  /** Whether it has not ended, as far as can be seen. */
  static boolean isOpen(HttpConnection connection) {
    Channel channel = beneath(connection);
    return channel == null || channel.isOpen();
  }

  /** Runs it, on the connection's loop, when the connection has ended, whatever it was by then. */
  void whenClosed(Runnable action) {
    if (channel != null) {
      channel.closeFuture().addListener(f -> action.run());
    } else if (connection != null) {
      connection.closeHandler(v -> action.run());
    }
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
    if (connection != null) {
      connection.close().onFailure(e -> LOG.debug("Already closed: {}", e.toString()));
    }
    ChannelHandlerContext first = channel == null ? null : channel.pipeline().firstContext();
    if (channel == null || first == null) {
      return;
    }
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    first.close().addListener(f -> LOG.debug("Cut"));
  }
}
