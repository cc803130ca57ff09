package dev.carillon.gateway.http;

import dev.carillon.gateway.security.Keyring;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** The body of an answer that is written piece by piece. */
public final class Chunks {
  private final HttpServerResponse response;
  private Consumer<Keyring.End> keyEnded;

  /** An answer whose connection is closed when what its caller has shown is good no more. */
  Chunks(HttpServerResponse response, Consumer<Keyring.End> keyEnded) {
    this.response = response;
    this.keyEnded = keyEnded;
  }

  /** What to do instead when the key or token ends; it must end the answer soon. */
  public void whenKeyEnds(Consumer<Keyring.End> action) {
    keyEnded = action;
  }

  void keyEnds(Keyring.End end) {
    keyEnded.accept(end);
  }

  /**
   * Writes a piece. Wait for the end of one before the next: it comes when the piece is on its way,
   * so that a slow client slows the writer down instead of filling the memory.
   */
  public Future<Void> write(String text) {
    return response.write(text);
  }

  /** For who writes in a way of its own; it may end the answer before it completes. */
  public HttpServerResponse response() {
    return response;
  }

  /** Ends the connection at once: the client takes nothing. */
  public void cut() {
    response.reset().onFailure(gone -> {});
  }

  /** The same for bytes, which belong to the answer from now on. */
  public Future<Void> write(byte[] bytes) {
    return response.write(Buffer.buffer(bytes));
  }
}
