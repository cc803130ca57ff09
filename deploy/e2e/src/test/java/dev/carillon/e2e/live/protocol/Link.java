package dev.carillon.e2e.live.protocol;

import java.io.IOException;

/** A client that holds a conversation: it does what it is told, and nothing by itself. */
interface Link extends AutoCloseable {
  void text(String text) throws IOException;

  void binary(byte[] bytes) throws IOException;

  /** What the server says next. Fails if nothing comes in time. */
  Heard next() throws IOException;

  @Override
  void close();

  /** How one is opened; fails if the handshake is refused. */
  interface Opener {
    Link open(String query) throws IOException;
  }

  /**
   * A text or an end.
   *
   * @param text null at the end
   * @param code of the Close frame; 1006 if there was none
   */
  record Heard(String text, int code) {}
}
