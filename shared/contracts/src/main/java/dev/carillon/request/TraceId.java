package dev.carillon.request;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a request in answers, logs and the audit: the trace id of the W3C trace context, 32
 * hex digits that are not all zero.
 */
public final class TraceId {
  private static final String NONE = "00000000000000000000000000000000";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private TraceId() {}

  /** A new one. */
  public static String next() {
    return UUID.randomUUID().toString().replace("-", "");
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
