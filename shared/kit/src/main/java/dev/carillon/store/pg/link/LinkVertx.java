package dev.carillon.store.pg.link;

import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the database client makes its sockets with: the Vert.x of the process, which tells of every
 * socket that is connected, before anything is said on it. The client itself shows a connection
 * when its login is over, which may never be.
 */
final class LinkVertx extends VertxWrapper {
  private final Consumer<NetSocket> connected;

  LinkVertx(VertxInternal vertx, Consumer<NetSocket> connected) {
    super(vertx);
    this.connected = connected;
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new Told(super.createNetClient(options), connected);
  }

  /** A client that tells of its sockets. */
  private record Told(NetClient client, Consumer<NetSocket> connected) implements NetClient {
    private Future<NetSocket> tell(Future<NetSocket> connecting) {
      return connecting
          .onSuccess(connected::accept)
          .recover(e -> Future.failedFuture(notReached(e)));
    }

    /**
     * Where a Unix socket is missing each transport says so in another way. Nothing was asked yet,
     * and what is no {@link ConnectException} would be taken for a connection that was lost.
     */
    private static Throwable notReached(Throwable cause) {
      return !(cause instanceof IOException) || cause instanceof ConnectException
          ? cause
          : new ConnectException(String.valueOf(cause.getMessage())).initCause(cause);
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return tell(client.connect(port, host));
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return tell(client.connect(port, host, serverName));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress remote) {
      return tell(client.connect(remote));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress remote, String serverName) {
      return tell(client.connect(remote, serverName));
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return tell(client.connect(options));
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return client.shutdown(timeout, unit);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return client.updateSSLOptions(options, force);
    }

    @Override
    public boolean isMetricsEnabled() {
      return client.isMetricsEnabled();
    }
  }
}
