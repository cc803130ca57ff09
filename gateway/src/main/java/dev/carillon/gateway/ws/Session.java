package dev.carillon.gateway.ws;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.gateway.ws.socket.TextFrame;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket, of either protocol: whose it is, and its subscriptions. The tasks that it
 * started end with it.
 */
final class Session {
  private final RawSocket socket;
  private final Tasks tasks;
  private final Cancellation cancellation = new Cancellation();
  private final Set<String> topics = new LinkedHashSet<>();
  private @Nullable Caller caller;
  private Runnable unwatch = () -> {};

  /** A session of a stranger, without subscriptions. */
  Session(RawSocket socket, Tasks tasks) {
    this.socket = socket;
    this.tasks = tasks;
  }

  /** Whose it is; null until it has shown a key. */
  @Nullable Caller caller() {
    return caller;
  }

  /**
   * The session has shown a key.
   *
   * @param unwatch when it is no longer of interest whether that key is good
   */
  void belongsTo(Caller known, Runnable unwatch) {
    this.unwatch.run();
    this.unwatch = unwatch;
    caller = known;
  }

  void send(String text) {
    try (TextFrame frame = TextFrame.of(text)) {
      socket.send(frame);
    }
  }

  /** The same for a text that others get too. */
  void send(TextFrame frame) {
    socket.send(frame);
  }

  /**
   * Starts a task that is cancelled when the connection is closed, by whichever side. It is listed
   * for a caller who is known, if the list has room; a stranger cannot fill the list.
   */
  <T> Future<T> task(String name, Function<Cancellation, Future<T>> work) {
    Caller owner = caller;
    return owner == null
        ? Task.start(name, cancellation, work).future()
        : tasks
            .start(name, owner.name(), cancellation, work)
            .future()
            .recover(e -> unlisted(e, name, work));
  }

  /** What others have filled the list with must not end this session. */
  private <T> Future<T> unlisted(
      Throwable failure, String name, Function<Cancellation, Future<T>> work) {
    return failure instanceof RejectedExecutionException
        ? Task.start(name, cancellation, work).future()
        : Future.failedFuture(failure);
  }

  /** Its own subscriptions, so that leaving need not look through those of others. */
  Set<String> topics() {
    return topics;
  }

  /** The connection is gone. */
  void onClosed() {
    unwatch.run();
    cancellation.cancel("the client disconnected");
  }

  boolean isClosing() {
    return socket.isClosing();
  }

  void close(CloseReason why) {
    socket.close(why);
  }

  void close(CloseReason why, String text) {
    socket.close(why, text);
  }
}
