package dev.carillon.gateway.ws.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lies beneath Vert.x's public face. The only class of this room that knows Vert.x's own;
 * another version may bring other types, and then everything here has a public way that costs more.
 */
final class Beneath {
  private static final String VERTX = "handler";
  private static final String EARLY = "early";

  private Beneath() {}

  /**
   * The channel of a request that was upgraded; null where there is no way to it. The router's view
   * of the WebSocket hides the real one, but not the connection.
   */
  static @Nullable Channel channel(HttpServerRequest upgraded) {
    return upgraded.connection() instanceof HttpServerConnection connection
        ? connection.channelHandlerContext().channel()
        : null;
  }

  /**
   * A channel is going to be upgraded: what its client sends before it can have seen the answer,
   * which it must not, is let go instead of given to Vert.x, which would not release it.
   */
  static Runnable expect(@Nullable Channel channel) {
    if (channel == null || channel.pipeline().context(VertxHandler.class) == null) {
      return () -> {};
    }
    channel.pipeline().addBefore(VERTX, EARLY, new EarlyFrames());
    return () -> unexpect(channel);
  }

  private static void unexpect(Channel channel) {
    if (channel.pipeline().get(EARLY) != null) {
      channel.pipeline().remove(EARLY);
    }
  }

  /** What comes too early. */
  static final class EarlyFrames extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpObject) {
        ctx.fireChannelRead(message);
      } else {
        ReferenceCountUtil.release(message);
      }
    }
  }

  /**
   * From now on the channel is the caller's alone: for Vert.x its connection has ended, and what it
   * kept of it can be forgotten, with the request and its connection: 10 KB, which an idle socket
   * would hold to its end.
   */
  static void release(Channel channel) {
    unexpect(channel);
    ChannelHandlerContext last = channel.pipeline().context(VertxHandler.class);
    if (last != null) {
      ((VertxHandler<?>) last.handler()).channelInactive(last);
      channel.pipeline().remove(last.handler());
    }
  }

  /** Whether the server tells its connections to end. */
  static boolean isShutdown(Object event) {
    return event instanceof ShutdownEvent;
  }

  /** Runs work with the context that runs now, at once if on its thread. */
  static Executor dispatch(Vertx vertx) {
    Context current = vertx.getOrCreateContext();
    return current instanceof ContextInternal own
        ? work -> own.dispatch(v -> work.run())
        : Runnable::run;
  }

  /**
   * Runs work after the loop has looked at its sockets: a task that is added while tasks run would
   * run before, one that is due looks like nothing but is taken up in the next round only.
   */
  static Executor afterReads(Vertx vertx) {
    Context current = vertx.getOrCreateContext();
    return current instanceof ContextInternal own
        ? work -> later(own, work)
        : work -> current.runOnContext(v -> work.run());
  }

  private static void later(ContextInternal own, Runnable work) {
    Future<?> unused =
        own.nettyEventLoop().schedule(() -> own.dispatch(v -> work.run()), 1, TimeUnit.NANOSECONDS);
  }
}
