package dev.carillon.gateway.ws.socket;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lies beneath Vert.x's public face. The only class of this room that knows Vert.x's own;
 * another version may bring other types, and then everything here has a public way that costs more.
 */
final class Beneath {
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
