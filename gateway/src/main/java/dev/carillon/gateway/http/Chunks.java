package dev.carillon.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** The body of an answer that is written piece by piece. */
public final class Chunks {
  private final HttpServerResponse response;

  Chunks(HttpServerResponse response) {
    this.response = response;
  }

  /**
   * Writes a piece. Wait for the end of one before the next: it comes when the piece is on its way,
   * so that a slow client slows the writer down instead of filling the memory.
   */
  public Future<Void> write(String text) {
    return response.write(text);
  }

  /** The same for bytes that others are sent too. */
  public Future<Void> write(Buffer shared) {
    return response.write(shared);
  }

  /** How many bytes may wait for the client before it {@link #isFull}. */
  public void holdAtMost(int bytes) {
    response.setWriteQueueMaxSize(bytes);
  }

  /** Whether the client has to take what was written first. */
  public boolean isFull() {
    return response.writeQueueFull();
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
