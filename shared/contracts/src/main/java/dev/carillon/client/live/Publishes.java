package dev.carillon.client.live;

import dev.carillon.async.time.Timers;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is published: it waits for a connection, and then for its answer, and either has an end. Of
 * the client's event loop.
 */
final class Publishes {
  /** The server takes as many of one connection. */
  private static final int MOST = 64;

  private final Timers timers;
  private final Duration limit;
  private final Queue<Publish> unsent = new ArrayDeque<>();
  private int open;

  /** One of them. */
  private record Publish(String topic, Doc data, String messageId, Promise<Published> done) {}

  /** Each has an end after {@code limit}. */
  Publishes(Timers timers, Duration limit) {
    this.timers = timers;
    this.limit = limit;
  }

  Future<Published> add(String topic, Doc data, String messageId, @Nullable Link link) {
    if (open >= MOST) {
      return Future.failedFuture(
          new LiveException("limit", MOST + " publishes wait for their answers", messageId));
    }
    Publish publish = new Publish(topic, data, messageId, Promise.promise());
    open++;
    Timers.Pending late = timers.after(limit, () -> giveUp(publish));
    if (link == null) {
      unsent.add(publish);
    } else {
      send(publish, link);
    }
    return publish
        .done()
        .future()
        .onComplete(
            r -> {
              open--;
              late.cancel();
            });
  }

  private void giveUp(Publish publish) {
    boolean waits = unsent.remove(publish);
    publish
        .done()
        .tryFail(
            waits
                ? new LiveException(
                    LiveException.OFFLINE, "No connection came in time", publish.messageId())
                : new LiveException(
                    LiveException.UNKNOWN, "No answer came in time", publish.messageId()));
  }

  /** There is a connection: what waits goes out. */
  void sendAll(Link link) {
    for (Publish next = unsent.poll(); next != null; next = unsent.poll()) {
      send(next, link);
    }
  }

  /** The client is closed: what waits was never sent. */
  void close() {
    for (Publish next = unsent.poll(); next != null; next = unsent.poll()) {
      next.done()
          .tryFail(
              new LiveException(LiveException.CLOSED, "The client is closed", next.messageId()));
    }
  }

  private static void send(Publish publish, Link link) {
    String id = publish.messageId();
    link.ask("pub", "topic", publish.topic(), "data", publish.data(), "messageId", id)
        .onSuccess(
            ok ->
                publish
                    .done()
                    .tryComplete(new Published(id, ok.epoch() == null ? null : ok.position())))
        .onFailure(
            e -> publish.done().tryFail(e instanceof LiveException refused ? refused.of(id) : e));
  }
}
