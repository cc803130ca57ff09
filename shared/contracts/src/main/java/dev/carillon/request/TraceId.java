package dev.carillon.request;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a request in answers, logs and the audit: the trace id of the W3C trace context, 32
 * hex digits that are not all zero.
 */
public final class TraceId {
  private static final String NONE = "00000000000000000000000000000000";
  private static final int HALF = NONE.length() / 2;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  /** No other process has it. */
  private static final UUID PROCESS = UUID.randomUUID();

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private TraceId() {}

  /**
   * A new one: unique, and no secret. Every request gets one, and a generator of secrets would cost
   * a tenth of an empty request; so a fast one is mixed with what only this process has.
   */
  public static String next() {
    ThreadLocalRandom fast = ThreadLocalRandom.current();
    byte[] id = new byte[NONE.length()];
    hex(fast.nextLong() ^ PROCESS.getMostSignificantBits(), id, 0);
    hex(fast.nextLong() ^ PROCESS.getLeastSignificantBits(), id, HALF);
    String text = new String(id, StandardCharsets.ISO_8859_1);
    return text.equals(NONE) ? next() : text;
  }

  private static void hex(long value, byte[] into, int from) {
    for (int i = 0; i < HALF; i++) {
      into[from + i] = HEX[(int) (value >>> (4 * (HALF - 1 - i))) & 0xF];
    }
  }

  /** Whether this is one. */
  public static boolean isOne(@Nullable String text) {
    return text != null && ID.matcher(text).matches() && !text.equals(NONE);
  }

  /**
   * A {@code traceparent} header as it may be passed on, in the form of version 00; null for what
   * the standard says to ignore.
   */
  public static @Nullable String parent(@Nullable String header) {
    if (header == null || header.length() > 512) {
      return null;
    }
    Matcher m = PARENT.matcher(header.strip());
    boolean valid =
        m.matches()
            && !m.group(1).equals("ff")
            && (m.group(5) == null || !m.group(1).equals("00"))
            && isOne(m.group(2))
            && !m.group(3).equals(NONE.substring(0, 16));
    return valid ? "00-" + m.group(2) + "-" + m.group(3) + "-" + m.group(4) : null;
  }

  /** The trace id in a valid {@code traceparent}. */
  public static String in(String parent) {
    return parent.substring(3, 3 + NONE.length());
  }
}
