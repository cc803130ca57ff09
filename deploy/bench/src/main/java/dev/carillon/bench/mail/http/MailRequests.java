package dev.carillon.bench.mail.http;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** Requests for mail, each to an address of its own. */
final class MailRequests {
  private static final String TEXT = "x".repeat(900);
  private static final String AUTHORIZED =
      " HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + MailProduct.KEY;

  static final Buffer LEDGER = Buffer.buffer("GET /v1/ledger" + AUTHORIZED + "\r\n\r\n");

  private int number;

  Buffer plain() {
    return mail("");
  }

  Buffer keyed() {
    return mail("\r\nidempotency-key: " + UUID.randomUUID());
  }

  /** Half of them with a key. */
  Buffer mixed() {
    return number % 2 == 0 ? plain() : keyed();
  }

  private Buffer mail(String key) {
    String body =
        "{\"to\":{\"email\":\"bench%d@carillon.test\"},\"subject\":\"Bench\",\"text\":\"%s\"}"
            .formatted(number++, TEXT);
    return Buffer.buffer(
        "POST /v1/emails"
            + AUTHORIZED
            + key
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }
}
