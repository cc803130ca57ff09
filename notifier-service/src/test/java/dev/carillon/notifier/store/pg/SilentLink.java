package dev.carillon.notifier.store.pg;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/**
 * A way to a server that goes silent when the test says so: nothing arrives any more in either
 * direction, nothing is closed, and who connects anew hears nothing.
 */
public final class SilentLink implements AutoCloseable {
  private final NetServer server;
  private final NetClient client;
  private volatile boolean silent;

  /** Leads to a port of this machine. */
  public SilentLink(Vertx vertx, int to) {
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer();
    server
        .connectHandler(
            near -> {
              near.pause();
              client
                  .connect(to, "127.0.0.1")
                  .onSuccess(far -> join(near, far))
                  .onFailure(e -> near.close());
            })
        .listen(0, "127.0.0.1")
        .await();
  }

  private void join(NetSocket near, NetSocket far) {
    near.handler(bytes -> pass(bytes, far));
    far.handler(bytes -> pass(bytes, near));
    near.closeHandler(v -> far.close());
    far.closeHandler(v -> near.close());
    near.resume();
  }

  private void pass(io.vertx.core.buffer.Buffer bytes, NetSocket to) {
    if (!silent) {
      to.write(bytes);
    }
  }

  /** Where it begins. */
  public int port() {
    return server.actualPort();
  }

  /** Goes silent. */
  public void cut() {
    silent = true;
  }

  @Override
  public void close() {
    server.close().await();
    client.close().await();
  }
}
