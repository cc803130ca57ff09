package dev.carillon.e2e.live.protocol;

import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.client.LiveClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The connection of the Java client. */
final class JavaLink implements Link {
  private static final long LIMIT_SECONDS = 60;

  private final LiveClient client;

  private JavaLink(LiveClient client) {
    this.client = client;
  }

  static Opener to(Vertx vertx, int port) {
    return query ->
        new JavaLink(
            await(LiveClient.byHand(vertx, URI.create("ws://127.0.0.1:" + port + "/ws" + query))));
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("Nothing came", e);
    }
  }

  @Override
  public void text(String text) throws IOException {
    await(client.send(text));
  }

  @Override
  public void binary(byte[] bytes) throws IOException {
    await(client.sendBinary(bytes));
  }

  @Override
  public Heard next() throws IOException {
    try {
      return new Heard(await(client.next()), 0);
    } catch (QueueClosedException ended) {
      return new Heard(null, await(client.closed()));
    }
  }

  @Override
  public void close() {
    client.close().onFailure(gone -> {});
  }
}
