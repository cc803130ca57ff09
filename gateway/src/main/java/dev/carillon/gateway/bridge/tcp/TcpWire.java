package dev.carillon.gateway.bridge.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel under a socket: the only class of this room that knows Vert.x's own. A socket that is
 * closed waits behind what the client does not read; the channel can end at once.
 */
final class TcpWire {
  private static final Logger LOG = LoggerFactory.getLogger(TcpWire.class);

  private final Channel channel;

  TcpWire(NetSocket socket) {
    this.channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
  }

  /**
   * Nothing more is sent behind what waits. A close at once would be a reset while the client is
   * still sending, and take the last answer out of its hands.
   */
  void endOutput() {
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              written ->
                  duplex
                      .shutdownOutput()
                      .addListener(f -> LOG.debug("No more output: {}", f.isSuccess())));
    }
  }

  /** Ends it now, and the kernel forgets what was not sent. */
  void cut() {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (channel.isOpen() && first != null) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      first.close().addListener(f -> LOG.debug("Cut"));
    }
  }
}
