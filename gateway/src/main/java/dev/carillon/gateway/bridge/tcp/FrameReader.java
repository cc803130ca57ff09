package dev.carillon.gateway.bridge.tcp;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts frames out of bytes: a length of four bytes, the highest first, and so many bytes of text. A
 * length beyond the limit is refused before any byte behind it is kept, so that what waits here is
 * never more than one frame and what came with its last byte.
 */
final class FrameReader {
  private static final int HEAD = Integer.BYTES;

  private final int longest;
  private Buffer waiting = Buffer.buffer();
  private int at;

  /**
   * A reader of one connection.
   *
   * @param longest bytes that a frame may have behind its length
   */
  FrameReader(int longest) {
    this.longest = longest;
  }

  /** Takes what has come. What has been read is let go, once for each time that something was. */
  void add(Buffer bytes) {
    if (at > 0) {
      waiting = waiting.getBuffer(at, waiting.length());
      at = 0;
    }
    waiting.appendBuffer(bytes);
  }

  /**
   * The next whole frame; null when there is none yet.
   *
   * @throws IllegalArgumentException if what comes is no frame; says why
   */
  byte @Nullable [] next() {
    if (waiting.length() - at < HEAD) {
      return null;
    }
    int length = waiting.getInt(at);
    if (length <= 0 || length > longest) {
      throw new IllegalArgumentException(
          "A frame must have 1 to " + longest + " bytes behind its length, not " + length);
    }
    if (waiting.length() - at - HEAD < length) {
      return null;
    }
    byte[] frame = waiting.getBytes(at + HEAD, at + HEAD + length);
    at += HEAD + length;
    return frame;
  }
}
