package dev.carillon.gateway.ws;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.gateway.security.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket, of either protocol. What waits to be written is bounded: a client that reads
 * too slowly is closed rather than remembered without end. The tasks that it started end with it.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final int MAX_WAITING_BYTES = 1 << 20;

  private static final Buffer EMPTY = Buffer.buffer();

  private final ServerWebSocket socket;
  private final Tasks tasks;
  private final Cancellation cancellation = new Cancellation();
  private final Set<String> topics = new LinkedHashSet<>();

  Session(ServerWebSocket socket, Tasks tasks) {
    this.socket = socket;
    this.tasks = tasks;
    socket.setWriteQueueMaxSize(MAX_WAITING_BYTES);
  }

  void send(String text) {
    if (socket.isClosed()) {
      return;
    }
    if (socket.writeQueueFull()) {
      close(CloseReason.TOO_SLOW);
      return;
    }
    socket
        .writeTextMessage(text)
        .onFailure(e -> LOG.debug("The client has disconnected: {}", e.toString()));
  }

  /**
   * Starts a task that is cancelled when the connection is closed, by whichever side. It is listed
   * for a caller who is known; a stranger cannot fill the list.
   */
  <T> Future<T> task(@Nullable Caller caller, String name, Function<Cancellation, Future<T>> work) {
    return caller == null
        ? Task.start(name, cancellation, work).future()
        : tasks.start(name, caller.name(), cancellation, work).future();
  }

  /** Remembers a topic, so that leaving need not look through those of others. */
  void subscribed(String topic) {
    topics.add(topic);
  }

  Set<String> topics() {
    return Set.copyOf(topics);
  }

  /** The connection is closed. */
  void onClosed() {
    cancellation.cancel("the client disconnected");
  }

  void ping() {
    socket
        .writePing(EMPTY)
        .onFailure(e -> LOG.debug("The client has disconnected: {}", e.toString()));
  }

  void close(CloseReason why) {
    socket
        .close(why.code(), why.reason())
        .onFailure(e -> LOG.debug("The client had already disconnected: {}", e.toString()));
  }
}
