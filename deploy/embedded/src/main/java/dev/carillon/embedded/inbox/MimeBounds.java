package dev.carillon.embedded.inbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a message before it is parsed: the parser makes objects of every part and header, of
 * which ten megabytes can hold millions.
 */
final class MimeBounds {
  static final int MAX_PARTS = 1_000;
  static final int MAX_HEADER_LINES = 5_000;
  static final int MAX_HEADER_BYTES = 512 << 10;

  private final byte[] message;
  private int parts;
  private int headerLines;
  private int headerBytes;

  private MimeBounds(byte[] message) {
    this.message = message;
  }

  /** What of it is too much, as {@code more than ...}; null where it may be parsed. */
  static @Nullable String exceeded(byte[] message) {
    return new MimeBounds(message).look();
  }

  private @Nullable String look() {
    boolean header = true;
    boolean multipart = false;
    int begin = 0;
    while (begin < message.length) {
      int end = lineEnd(begin);
      if (isBlank(begin, end)) {
        if (parts == 0 && header) {
          multipart = isMultipart(begin);
        }
        header = false;
        if (!multipart) {
          return excess();
        }
      } else if (isBoundary(begin, end) && multipart) {
        parts++;
        header = true;
      } else if (header) {
        headerLines++;
        headerBytes += end - begin;
      }
      begin = end;
    }
    return excess();
  }

  private @Nullable String excess() {
    if (parts > MAX_PARTS) {
      return "more than " + MAX_PARTS + " parts";
    }
    if (headerLines > MAX_HEADER_LINES) {
      return "more than " + MAX_HEADER_LINES + " lines of headers";
    }
    return headerBytes > MAX_HEADER_BYTES
        ? "more than " + MAX_HEADER_BYTES + " bytes of headers"
        : null;
  }

  private int lineEnd(int from) {
    for (int i = from; i < message.length; i++) {
      if (message[i] == '\n') {
        return i + 1;
      }
    }
    return message.length;
  }

  private boolean isBlank(int begin, int end) {
    return end - begin <= 2 && (message[begin] == '\n' || message[begin] == '\r');
  }

  private boolean isBoundary(int begin, int end) {
    return end - begin > 2 && message[begin] == '-' && message[begin + 1] == '-';
  }

  /** Whether the headers before name it; more of them than are allowed are not looked at. */
  private boolean isMultipart(int end) {
    int looked = Math.min(end, MAX_HEADER_BYTES);
    return new String(message, 0, looked, StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT)
        .contains("multipart/");
  }
}
