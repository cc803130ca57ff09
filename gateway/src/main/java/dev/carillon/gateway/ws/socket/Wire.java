package dev.carillon.gateway.ws.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written to a channel, and how it ends. What fails has a client that is gone. */
final class Wire {
  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final ChannelFutureListener DONE =
      done -> {
        if (!done.isSuccess()) {
          LOG.debug("The client had already disconnected: {}", String.valueOf(done.cause()));
        }
      };

  private final Channel channel;
  private final ChannelPromise quiet;
  private @Nullable ChannelHandlerContext place;

  Wire(Channel channel) {
    this.channel = channel;
    this.quiet = new VoidChannelPromise(channel, false);
  }

  /** From now on it is written from here: from the end of the pipeline it would pass Vert.x. */
  void startAt(ChannelHandlerContext context) {
    place = context;
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  boolean isActive() {
    return channel.isActive();
  }

  /** Changes only when something leaves, as long as nothing is written while it is not 0. */
  long unsent() {
    return channel.bytesBeforeWritable();
  }

  /** A frame that is encoded; goes with the next flush. */
  void write(ByteBuf frame) {
    if (place == null) {
      channel.write(frame, quiet);
    } else {
      place.write(frame, quiet);
    }
  }

  void flush() {
    if (place == null) {
      channel.flush();
    } else {
      place.flush();
    }
  }

  void writeNow(WebSocketFrame frame) {
    channel.writeAndFlush(frame).addListener(DONE);
  }

  void writeNow(WebSocketFrame frame, Runnable then) {
    channel.writeAndFlush(frame).addListener((ChannelFuture written) -> then.run());
  }

  void read(boolean wanted) {
    channel.config().setAutoRead(wanted);
  }

  /** Nothing more is sent, and what comes is read away. */
  void endOutput() {
    // Beneath TLS its own farewell would be missing: there the cut must do.
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      duplex.shutdownOutput().addListener(DONE);
    }
  }

  /** Closes beneath Vert.x, which would make a closing handshake of it. */
  void close() {
    ChannelHandlerContext last = channel.pipeline().context(FrameHandler.class);
    if (last != null) {
      last.close().addListener(DONE);
    }
  }

  /** Also drops what the kernel holds: it would keep that for a silent client for minutes. */
  void cut() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.pipeline().firstContext().close().addListener(DONE);
    }
  }
}
