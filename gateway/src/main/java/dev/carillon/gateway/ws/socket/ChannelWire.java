package dev.carillon.gateway.ws.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wire of a channel, of which Vert.x knows no more. */
final class ChannelWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelWire.class);
  private static final ChannelFutureListener DONE =
      done -> {
        if (!done.isSuccess()) {
          LOG.debug("The client had already disconnected: {}", String.valueOf(done.cause()));
        }
      };

  /** What the kernel keeps for a client that does not read; its own choice would be megabytes. */
  private static final int SEND_BUFFER = 64 * 1024;

  private final Channel channel;
  private final ChannelPromise quiet;
  private @Nullable ChannelHandlerContext place;

  ChannelWire(Channel channel) {
    this.channel = channel;
    this.quiet = new VoidChannelPromise(channel, false);
  }

  /** Idle time is no longer looked at: pings find out who is gone. */
  @Override
  public void start(FrameHandler frames) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get("idle") != null) {
      pipeline.remove("idle");
    }
    channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    Beneath.release(channel);
    channel.config().setAutoRead(true); // whatever was said before of requests
    pipeline.addLast("utf8", new Utf8FrameValidator(false));
    pipeline.addLast("frames", frames);
    place = pipeline.context(frames);
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public boolean isActive() {
    return channel.isActive();
  }

  @Override
  public long unsent() {
    return channel.bytesBeforeWritable();
  }

  @Override
  public void write(ByteBuf frame) {
    ChannelFuture unused = place == null ? channel.write(frame, quiet) : place.write(frame, quiet);
  }

  @Override
  public void flush() {
    if (place == null) {
      channel.flush();
    } else {
      place.flush();
    }
  }

  @Override
  public void writeNow(WebSocketFrame frame) {
    channel.writeAndFlush(frame).addListener(DONE);
  }

  @Override
  public void writeNow(WebSocketFrame frame, Runnable then) {
    channel.writeAndFlush(frame).addListener((ChannelFuture written) -> then.run());
  }

  @Override
  public void read(boolean wanted) {
    channel.config().setAutoRead(wanted);
  }

  @Override
  public void endOutput() {
    // Beneath TLS its own farewell would be missing: there the cut must do.
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      duplex.shutdownOutput().addListener(DONE);
    }
  }

  /** Closes beneath Vert.x, which would make a closing handshake of it. */
  @Override
  public void close() {
    ChannelHandlerContext last = channel.pipeline().context(FrameHandler.class);
    if (last != null) {
      last.close().addListener(DONE);
    }
  }

  @Override
  public void cut() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.pipeline().firstContext().close().addListener(DONE);
    }
  }
}
