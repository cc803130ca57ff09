package dev.carillon.store.pg.link;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.sqlclient.internal.command.CommandResponse;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Ends a connection that has been asked something and from which nothing comes, not a byte, for
 * longer than the server may take for a statement. It stands between the client's codec, for which
 * each command has one response, and the connection. On the connection's event loop only, but for
 * {@link #endUnlessHeardSince}.
 *
 * <p>One timer at a time, and none while nothing is asked: a statement costs two looks at the
 * clock.
 */
final class SilenceWatch extends ChannelDuplexHandler {
  private final Duration limit;
  private final Clocks clocks;
  private final Timers timers;
  private final BiConsumer<SilenceWatch, Long> silent;
  private volatile ChannelHandlerContext context;
  private volatile long heard;
  private int asked;
  private long since;
  private boolean looking;

  /**
   * A watch over one connection.
   *
   * @param silent told of a connection that is ended, and of the moment (nanoseconds) since which
   *     it has been silent
   */
  SilenceWatch(
      ChannelHandlerContext context,
      Duration limit,
      Clocks clocks,
      Timers timers,
      BiConsumer<SilenceWatch, Long> silent) {
    this.context = context;
    this.limit = limit;
    this.clocks = clocks;
    this.timers = timers;
    this.silent = silent;
    this.heard = clocks.nanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object command, ChannelPromise promise)
      throws Exception {
    if (asked == 0) {
      since = clocks.nanos();
    }
    asked++;
    if (!looking) {
      looking = true;
      timers.after(limit, this::look);
    }
    super.write(ctx, command, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof CommandResponse<?>) {
      asked--;
    }
    ctx.fireChannelRead(message);
  }

  /** Something came, be it a part of a row. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    heard = clocks.nanos();
    ctx.fireChannelReadComplete();
  }

  private void look() {
    looking = false;
    if (asked == 0 || !context.channel().isActive()) {
      return;
    }
    long last = heard - since > 0 ? heard : since;
    long quiet = clocks.nanos() - last;
    if (quiet >= limit.toNanos()) {
      end(context.channel());
      silent.accept(this, last);
      return;
    }
    looking = true;
    timers.after(limit.minusNanos(quiet), this::look);
  }

  /**
   * Closes a channel at once. The codec would say goodbye first and wait for the server to close,
   * which is what does not happen; so it is not asked.
   */
  static void end(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      first.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  /** How many commands have no answer. */
  int asked() {
    return asked;
  }

  Duration limit() {
    return limit;
  }

  /**
   * Ends a connection of which nobody knows whether it still leads anywhere.
   *
   * @param used whether also if somebody waits for an answer on it
   */
  void endUnlessHeardSince(long moment, boolean used) {
    context
        .executor()
        .execute(
            () -> {
              if ((used || asked == 0) && heard - moment < 0) {
                end(context.channel());
              }
            });
  }
}
