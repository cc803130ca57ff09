package dev.carillon.gateway.ws.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A text or several, encoded once for all who get them: frames of a server are not masked, so that
 * the bytes are the same for everybody. Closed by who made it, when it has been given to all.
 */
public final class TextFrame implements AutoCloseable {
  private static final int FINAL_TEXT = 0x81;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final int LONGEST_HEAD = 10;

  private final ByteBuf bytes;

  private TextFrame(ByteBuf bytes) {
    this.bytes = bytes;
  }

  /** Encodes a text. */
  public static TextFrame of(String text) {
    return of(List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Encodes several texts in UTF-8, a frame each, behind one another. */
  public static TextFrame of(List<byte[]> texts) {
    int length = 0;
    for (byte[] text : texts) {
      length += LONGEST_HEAD + text.length;
    }
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(length);
    texts.forEach(text -> append(bytes, text));
    return new TextFrame(bytes);
  }

  private static void append(ByteBuf bytes, byte[] utf8) {
    bytes.writeByte(FINAL_TEXT);
    if (utf8.length < TWO_BYTES_FOLLOW) {
      bytes.writeByte(utf8.length);
    } else if (utf8.length <= 0xFFFF) {
      bytes.writeByte(TWO_BYTES_FOLLOW).writeShort(utf8.length);
    } else {
      bytes.writeByte(EIGHT_BYTES_FOLLOW).writeLong(utf8.length);
    }
    bytes.writeBytes(utf8);
  }

  /** For one receiver, with a reader index of its own; released by the write. */
  ByteBuf forOne() {
    return bytes.retainedDuplicate();
  }

  @Override
  public void close() {
    bytes.release();
  }
}
