package dev.carillon.bench.abuse.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** WebSocket frames as a client sends them, right ones and wrong ones. */
public final class ClientFrames {
  /** The opcode of a text. */
  public static final int TEXT = 1;

  /** The opcode of bytes. */
  public static final int BINARY = 2;

  /** The opcode of a close frame. */
  public static final int CLOSE = 8;

  /** The opcode of a ping. */
  public static final int PING = 9;

  /** The opcode of the answer to a ping. */
  public static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

  private ClientFrames() {}

  /** A whole text. */
  public static byte[] text(String text) {
    return whole(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A ping with so many bytes, at most 125. */
  public static byte[] ping(int size) {
    return whole(PING, new byte[size]);
  }

  /** The answer to a ping without payload. */
  public static byte[] pong() {
    return whole(PONG, new byte[0]);
  }

  /** A close frame. */
  public static byte[] close(int code) {
    return whole(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** One frame that is a whole message. */
  public static byte[] whole(int opcode, byte[] payload) {
    return raw(FIN | opcode, payload, true);
  }

  /**
   * One whose first byte (FIN, reserved bits, opcode) may be wrong, and which may lack its mask.
   */
  public static byte[] raw(int first, byte[] payload, boolean masked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
    int mask = masked ? MASKED : 0;
    out.write(first);
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      out.writeBytes(MASK);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ MASK[i % MASK.length] : payload[i]);
    }
    return out.toByteArray();
  }
}
