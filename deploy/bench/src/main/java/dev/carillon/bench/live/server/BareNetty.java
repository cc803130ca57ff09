package dev.carillon.bench.live.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Netty alone, by the product's own method: one buffer and one flush for a turn of a loop. */
public final class BareNetty extends ChannelInitializer<SocketChannel> {
  private static final int MAX_REQUEST = 64 * 1024;

  private final Map<EventLoop, NettyLoop> loops = new ConcurrentHashMap<>();

  private BareNetty() {}

  /** Serves on a port, on as many loops as there are cores. */
  public static void main(String[] arguments) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    ChannelFuture unused =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(new BareNetty())
            .bind("127.0.0.1", Integer.parseInt(arguments[0]))
            .sync();
    System.out.println("ready");
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    NettyLoop own = loops.computeIfAbsent(channel.eventLoop(), NettyLoop::new);
    channel
        .pipeline()
        .addLast(new HttpServerCodec())
        .addLast(new HttpObjectAggregator(MAX_REQUEST))
        .addLast(new Plain())
        .addLast(new WebSocketServerProtocolHandler("/ws"))
        .addLast(new Texts(own));
  }

  /** Requests that want no WebSocket. */
  private static final class Plain extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
        ctx.fireChannelRead(request.retain());
        return;
      }
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII));
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 2);
      ChannelFuture unused = ctx.writeAndFlush(response);
    }
  }

  /** What one says goes to every loop. */
  private final class Texts extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final NettyLoop own;

    Texts(NettyLoop own) {
      this.own = own;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        own.add(ctx);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      byte[] text = ("Broadcast: " + frame.text()).getBytes(StandardCharsets.UTF_8);
      loops.values().forEach(loop -> loop.hand(text));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      own.remove(ctx);
    }
  }
}
