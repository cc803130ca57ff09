package dev.carillon.bench.abuse.attack.http;

import java.nio.charset.StandardCharsets;

/** Requests as bytes. */
final class Requests {
  private Requests() {}

  /** One without a body; no header of a key if the key is empty. */
  static byte[] get(String path, String key) {
    return (head("GET", path, key) + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The lines of a head but for the empty one at its end. */
  static String head(String method, String path, String key) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n");
  }
}
