package dev.carillon.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a server on which a connection has a place from the moment when it is accepted. Vert.x
 * shows a connection when its handshake is over; until then it is known here alone, and one that
 * has no place is closed before a byte of it is read.
 */
public final class CountedHandshakes extends JdkSSLEngineOptions {
  private final Function<String, @Nullable Runnable> places;

  /**
   * Of a server that is not started.
   *
   * @param places asked with the peer's address: gives a place, which is given back when the
   *     handshake has ended, whatever its end; null for none. Called on any loop.
   */
  public CountedHandshakes(Function<String, @Nullable Runnable> places) {
    this.places = places;
  }

  private CountedHandshakes(CountedHandshakes other) {
    super(other);
    this.places = other.places;
  }

  @Override
  public CountedHandshakes copy() {
    return new CountedHandshakes(this);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory(super.sslContextFactory());
  }

  /** Makes what the other one makes, counted. */
  private final class Factory implements SslContextFactory {
    private final SslContextFactory uncounted;

    Factory(SslContextFactory uncounted) {
      this.uncounted = uncounted;
    }

    @Override
    public SslContextFactory useAlpn(boolean use) {
      uncounted.useAlpn(use);
      return this;
    }

    @Override
    public SslContextFactory clientAuth(ClientAuth auth) {
      uncounted.clientAuth(auth);
      return this;
    }

    @Override
    public SslContextFactory forClient(boolean client) {
      uncounted.forClient(client);
      return this;
    }

    @Override
    public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
      uncounted.keyMananagerFactory(keys);
      return this;
    }

    @Override
    public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
      uncounted.trustManagerFactory(trust);
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> suites) {
      uncounted.enabledCipherSuites(suites);
      return this;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> protocols) {
      uncounted.applicationProtocols(protocols);
      return this;
    }

    @Override
    public SslContextFactory serverName(String name) {
      uncounted.serverName(name);
      return this;
    }

    @Override
    public SslContext create() throws SSLException {
      return new Counted(uncounted.create());
    }
  }

  /** Begins handshakes of those who have a place. */
  private final class Counted extends DelegatingSslContext {
    Counted(SslContext uncounted) {
      super(uncounted);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, String peer, int port, boolean startTls, Executor tasks) {
      Runnable giveBack = places.apply(peer);
      if (giveBack == null) {
        return new Refused(newEngine(allocator, peer, port));
      }
      SslHandler handler = super.newHandler(allocator, peer, port, startTls, tasks);
      handler.handshakeFuture().addListener(over -> giveBack.run());
      return handler;
    }
  }

  /** Ends the connection as soon as it is there. */
  private static final class Refused extends SslHandler {
    Refused(SSLEngine engine) {
      super(engine);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      super.handlerAdded(ctx);
      ctx.executor().execute(() -> ctx.channel().unsafe().closeForcibly());
    }
  }
}
