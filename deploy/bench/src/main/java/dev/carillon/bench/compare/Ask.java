package dev.carillon.bench.compare;

import java.nio.charset.StandardCharsets;

/**
 * One request.
 *
 * @param body empty for none
 * @param status of the right answer
 */
record Ask(String method, String target, String headers, String body, int status) {
  static Ask get(String target) {
    return new Ask("GET", target, "", "", 200);
  }

  /** With {@code Idempotency-Key} unless that is empty. */
  static Ask post(String target, String body, String key, int status) {
    String headers = key.isEmpty() ? "" : "Idempotency-Key: " + key + "\r\n";
    return new Ask("POST", target, headers, body, status);
  }

  byte[] bytes(String apiKey) {
    String content =
        body.isEmpty()
            ? ""
            : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
    String head = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    return (head + "Authorization: Bearer " + apiKey + "\r\n" + headers + content + "\r\n" + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
