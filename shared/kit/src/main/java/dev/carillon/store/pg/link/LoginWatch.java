package dev.carillon.store.pg.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * While a connection logs in nothing has been asked on it. If it is reset or closed then, there is
 * no connection: the client is told so, because it would take it for one that was lost with what
 * had been asked, which may have been done.
 */
final class LoginWatch extends ChannelInboundHandlerAdapter {
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.fireExceptionCaught(noConnection(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ctx.fireExceptionCaught(noConnection(null));
    ctx.fireChannelInactive();
  }

  private static ConnectException noConnection(@Nullable Throwable cause) {
    ConnectException none = new ConnectException("The connection ended before its login did");
    if (cause != null) {
      none.initCause(cause);
    }
    return none;
  }
}
