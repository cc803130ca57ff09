package dev.carillon.bench.abuse.attack.unread;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.KernelTable;
import dev.carillon.bench.abuse.product.Memory;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.ClientFrames;
import dev.carillon.bench.abuse.wire.Flood;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Three sockets send a million things that are answered, and never read an answer.
 *
 * @param what one of the things, for the table
 * @param full how many are sent in all
 * @param unit the bytes of one
 * @param opening makes a connection ready
 * @param isStranger whether it must end when a hello is late
 */
public record Unread(
    String name,
    String what,
    int full,
    Function<Product, byte[]> unit,
    Opening opening,
    boolean isStranger)
    implements Attack {
  private static final String ADDRESS = "127.0.1.1";
  private static final int SOCKETS = 3;
  private static final int LEAST = 150_000;
  private static final int MAX_MIB = 32;
  private static final long STILL_MILLIS = 700;
  private static final long LIMIT_MILLIS = 90_000;

  /** Makes a connection ready. */
  public interface Opening {
    Line open(Product product) throws IOException;
  }

  /** Every kind. */
  public static List<Attack> all() {
    return List.of(
        new Unread(
            "pings-stranger",
            "pings of 125 bytes on /ws without a key or a hello",
            1_000_000,
            p -> ClientFrames.ping(125),
            p -> LiveSocket.open(small(p), null, true).line(),
            true),
        new Unread(
            "pings-key",
            "pings of 125 bytes after a hello",
            1_000_000,
            p -> ClientFrames.ping(125),
            p -> LiveSocket.hello(small(p), p.keys().reader()).line(),
            false),
        new Unread(
            "unknown-frames",
            "frames of an unknown type after a hello",
            300_000,
            p -> ClientFrames.text("{\"type\":\"what\",\"id\":\"1\"}"),
            p -> LiveSocket.hello(small(p), p.keys().reader()).line(),
            false),
        new Unread(
            "unread-401",
            "pipelined GET /v1/users without a key",
            300_000,
            p -> request("/v1/users", ""),
            Unread::small,
            false),
        new Unread(
            "unread-200",
            "pipelined GET /hello with a key",
            300_000,
            p -> request("/hello?name=" + "x".repeat(100), p.keys().reader()),
            Unread::small,
            false));
  }

  private static Line small(Product product) throws IOException {
    return Line.openSmall(product.port(), ADDRESS);
  }

  private static byte[] request(String path, String key) {
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + authorization + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    int count = scale.of(full, Math.min(full, LEAST));
    Memory before = product.memory();
    List<Line> lines = new ArrayList<>();
    try {
      long began = System.nanoTime();
      List<Flood> floods = new ArrayList<>();
      Set<String> ports = new TreeSet<>();
      for (int i = 0; i < SOCKETS; i++) {
        Line line = opening.open(product);
        lines.add(line);
        ports.add(line.local());
        floods.add(Flood.start(line, unit.apply(product), count / SOCKETS));
      }
      Flood.awaitAll(floods, STILL_MILLIS, LIMIT_MILLIS);
      double sent = Pause.secondsSince(began);
      long taken = floods.stream().mapToLong(Flood::sent).sum();
      Memory held = product.memory();
      String memory =
          held.since(before)
              + ", kernel %d MiB".formatted(KernelTable.of(product.port()).unsent() >> 20);
      double cut = awaitCut(product, ports, began, scale);
      long open = KernelTable.of(product.port()).open(ports);
      return List.of(finding(count, taken, sent, memory, cut, open, held, before));
    } finally {
      lines.forEach(Line::close);
    }
  }

  /** One second after the close frame. */
  private double awaitCut(Product product, Set<String> ports, long began, Scale scale) {
    double left = scale.hello() + 1 + scale.slack() - Pause.secondsSince(began);
    if (isStranger && left > 0) {
      Pause.until(
          Duration.ofMillis((long) (left * 1000)),
          () -> KernelTable.of(product.port()).open(ports) == 0);
    }
    return Pause.secondsSince(began);
  }

  private Finding finding(
      int count,
      long taken,
      double sent,
      String memory,
      double cut,
      long open,
      Memory held,
      Memory before) {
    boolean small = held.isKnown() && held.liveMib(before) <= MAX_MIB;
    boolean ended = !isStranger || open == 0;
    return new Finding(
        name,
        "%,d %s; %d sockets that never read".formatted(count, what, SOCKETS),
        "took %,d in %.1f s; %s; after %.1f s %d of %d sockets are open"
            .formatted(taken, sent, memory, cut, open, SOCKETS),
        "heap +%d MiB".formatted(MAX_MIB)
            + (isStranger ? ", cut 1 s after the limit for a hello" : ""),
        small && ended);
  }
}
