package dev.carillon.e2e.recorded;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer as it came.
 *
 * @param headers by name in lower case
 * @param body decoded, as text
 */
record Answer(int status, Map<String, String> headers, String body) {
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Reads the bytes of one answer. */
  static Answer parse(byte[] bytes) {
    String raw = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = raw.indexOf(END_OF_HEAD);
    if (end < 0) {
      throw new AssertionError("Not an answer: " + raw);
    }
    String[] lines = raw.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.merge(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    String rest = raw.substring(end + END_OF_HEAD.length());
    String body = "chunked".equals(headers.get("transfer-encoding")) ? joined(rest) : rest;
    String utf8 = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, utf8);
  }

  private static String joined(String chunked) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (at < chunked.length()) {
      int line = chunked.indexOf("\r\n", at);
      int size = Integer.parseInt(chunked.substring(at, line), 16);
      body.append(chunked, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
    return body.toString();
  }

  /** The same, whether it was long enough for its client to have it compressed or not. */
  Answer withoutCompression() {
    Map<String, String> others = new TreeMap<>(headers);
    others.computeIfPresent(
        "vary", (name, value) -> value.replaceFirst("(, )?accept-encoding$", ""));
    others.remove("vary", "");
    return new Answer(status, others, body);
  }

  /** The same with another body. */
  Answer withBody(String other) {
    return new Answer(status, headers, other);
  }
}
