package dev.carillon.bench.abuse.wire;

import java.util.Locale;

/**
 * An HTTP answer.
 *
 * @param status 0 if the connection ended before there was one
 * @param head the status line and the headers
 * @param body as text
 */
public record Answer(int status, String head, String body) {
  /** What comes of a connection that ended. */
  static final Answer NONE = new Answer(0, "", "");

  /** A header's value, empty without one. */
  public String header(String name) {
    return head.lines()
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(l -> l.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
