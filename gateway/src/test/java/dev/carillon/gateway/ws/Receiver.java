package dev.carillon.gateway.ws;

import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.socket.RawSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The far end of a socket without a network: the texts that were sent to it. */
final class Receiver {
  private static final int SHORT_HEAD = 2;
  private static final int LONG_HEAD = 4;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

  /** The near end. */
  RawSocket socket(LiveLimits limits) {
    channel.pipeline().addLast("texts", new Texts());
    channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
    return new RawSocket(
        channel, Runnable::run, (delay, action) -> () -> true, limits, limits.seat("test"));
  }

  /** Whether the client takes anything. */
  void reads(boolean reads) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
    channel.runPendingTasks();
  }

  String next() throws InterruptedException {
    return frames.poll(30, TimeUnit.SECONDS);
  }

  BlockingQueue<String> frames() {
    return frames;
  }

  private final class Texts extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof CloseWebSocketFrame close) {
        frames.add("close " + close.statusCode() + " " + close.reasonText());
        close.release();
        return;
      }
      ByteBuf frame = (ByteBuf) message;
      frame.skipBytes((frame.getByte(1) & 0x7F) < 126 ? SHORT_HEAD : LONG_HEAD);
      frames.add(frame.toString(StandardCharsets.UTF_8));
      frame.release();
    }
  }
}
