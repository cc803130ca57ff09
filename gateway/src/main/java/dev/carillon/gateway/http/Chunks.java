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
