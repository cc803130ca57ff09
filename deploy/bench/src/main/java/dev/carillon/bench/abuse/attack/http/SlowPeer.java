package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.product.KernelTable;
import dev.carillon.bench.abuse.product.Keys;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One connection that nothing, or next to nothing, moves on; and when the server ends it.
 *
 * @param what for the table
 * @param first what is sent at once
 * @param then a byte of it is sent each second; nothing if it is empty
 * @param seconds when the server must have ended it
 */
record SlowPeer(String what, String first, String then, int seconds) {
  private static final int SLACK = 5;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int PIPELINED = 100;

  static List<SlowPeer> all(Keys keys) {
    String key = keys.admin();
    String lists = get("/v1/users?limit=200", key).repeat(PIPELINED) + get("/stream", key);
    String head = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
    String body =
        Requests.head("POST", "/v1/users", key)
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    return List.of(
        new SlowPeer("says nothing", "", "", 30),
        new SlowPeer("a request, then nothing", get("/hello", key), "", 30),
        new SlowPeer("a head, a byte a second", head, "x", 60),
        new SlowPeer("a body, a byte a second", body, " ", 60),
        new SlowPeer("reads nothing of the export", get("/v1/users/export", key), "", 30),
        new SlowPeer("reads nothing of " + PIPELINED + " lists and a /stream", lists, "", 60),
        new SlowPeer("a WebSocket that answers no ping", handshake(key), "", 30));
  }

  private static String get(String path, String key) {
    return Requests.head("GET", path, key) + "\r\n";
  }

  private static String handshake(String key) {
    return Requests.head("GET", "/ws", key)
        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
  }

  Finding attack(Product product) throws IOException {
    String address = "127.0.9." + (10 + Math.floorMod(what.hashCode(), 100));
    try (Line line = Line.openSmall(product.port(), address)) {
      long began = System.nanoTime();
      line.write(first);
      boolean open = true;
      while (open && Pause.secondsSince(began) < seconds + SLACK) {
        Pause.of(SECOND);
        open = send(line) && KernelTable.of(product.port()).isOpen(line.local());
      }
      double ended = Pause.secondsSince(began);
      return new Finding(
          "slow-peers",
          what,
          open ? "open after %.0f s".formatted(ended) : "ended after %.0f s".formatted(ended),
          "ended after %d s".formatted(seconds),
          !open);
    }
  }

  private boolean send(Line line) {
    try {
      line.write(then);
      return true;
    } catch (IOException cut) {
      return false;
    }
  }
}
