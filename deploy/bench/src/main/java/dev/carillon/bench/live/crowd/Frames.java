package dev.carillon.bench.live.crowd;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Frames of RFC 6455, just as many kinds as plain texts need. */
public final class Frames {
  private static final int FINAL_TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int MASKED = 0x80;
  private static final int SHORT = 126;
  private static final int MASK_BYTES = 4;
  private static final int OPCODE = 0x0F;

  private final Heard heard;
  private @Nullable Buffer rest;

  /** Who is told of a frame. */
  @FunctionalInterface
  public interface Heard {
    /** A frame's payload lies in these bytes. */
    void frame(int opcode, Buffer bytes, int start, int end);
  }

  /** A reader of one connection's frames, masked ones too; their masks must be 0. */
  public Frames(Heard heard) {
    this.heard = heard;
  }

  /** Reads what came. */
  public void read(Buffer more) {
    Buffer all = rest == null ? more : rest.appendBuffer(more);
    int at = 0;
    int end = end(all, at);
    while (end > 0) {
      int length = all.getByte(at + 1) & (SHORT | 1);
      int head = length < SHORT ? 2 : 4;
      head += (all.getByte(at + 1) & MASKED) == 0 ? 0 : MASK_BYTES;
      heard.frame(all.getByte(at) & OPCODE, all, at + head, end);
      at = end;
      end = end(all, at);
    }
    rest = at == all.length() ? null : all.getBuffer(at, all.length());
  }

  /** Where the frame ends that begins here; 0 if it is not whole. */
  private static int end(Buffer all, int at) {
    int there = all.length() - at;
    if (there < 2) {
      return 0;
    }
    int length = all.getByte(at + 1) & (SHORT | 1);
    int head = 2 + ((all.getByte(at + 1) & MASKED) == 0 ? 0 : MASK_BYTES);
    if (length == SHORT) {
      head += 2;
      length = there < head ? 0 : all.getUnsignedShort(at + 2);
    }
    return there < head + length ? 0 : at + head + length;
  }

  /** A client's text, masked with 0. */
  public static Buffer masked(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return head(utf8.length, MASKED).appendInt(0).appendBytes(utf8);
  }

  /** A server's text. */
  public static Buffer text(byte[] utf8) {
    return head(utf8.length, 0).appendBytes(utf8);
  }

  /** The answer to a ping. */
  public static Buffer pong() {
    return Buffer.buffer().appendByte((byte) (PING + 1)).appendByte((byte) MASKED).appendInt(0);
  }

  private static Buffer head(int length, int mask) {
    Buffer frame = Buffer.buffer(length + 8).appendByte((byte) FINAL_TEXT);
    return length < SHORT
        ? frame.appendByte((byte) (mask | length))
        : frame.appendByte((byte) (mask | SHORT)).appendUnsignedShort(length);
  }
}
