package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.KernelTable;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Strangers take all places that they can get, and say nothing; others must still come in. */
final class Strangers implements Attack {
  private static final int TRIED = 300;
  private static final int PER_ADDRESS = 32;
  private static final int PLACES = 256;
  private static final int ADDRESSES = 20;
  private static final Duration WATCH = Duration.ofSeconds(40);
  private static final Duration ANOTHER_SECOND = Duration.ofMillis(1100);

  @Override
  public String name() {
    return "strangers";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    return List.of(oneAddress(product, scale), manyAddresses(product, scale));
  }

  private Finding oneAddress(Product product, Scale scale) throws IOException {
    List<LiveSocket> held = new ArrayList<>();
    try {
      String refusal = refusal(hold(product, "127.0.4.1", TRIED, held));
      long places = open(product, held);
      Pause.of(ANOTHER_SECOND); // a limit of requests per second is not what is meant here
      int withKey = open(product, "127.0.4.1", product.keys().reader());
      int other = hello(product, "127.0.0.2");
      double freed = awaitEnds(held);
      return new Finding(
          name(),
          "%d sockets of one address that say no hello".formatted(TRIED),
          "%d got a place%s; with a key in the header from there: %s; hello from 127.0.0.2: %s; places free after %.1f s"
              .formatted(places, refusal, said(withKey), said(other), freed),
          "%d per address; others are welcome; free 1 s after the limit for a hello"
              .formatted(PER_ADDRESS),
          places <= PER_ADDRESS && withKey == 101 && other == 101 && isInTime(freed, scale));
    } finally {
      held.forEach(LiveSocket::close);
    }
  }

  private Finding manyAddresses(Product product, Scale scale) throws IOException {
    List<LiveSocket> held = new ArrayList<>();
    try {
      Map<Integer, Integer> refused = new TreeMap<>();
      for (int i = 1; i <= ADDRESSES; i++) {
        hold(product, "127.0.4." + (100 + i), PER_ADDRESS, held)
            .forEach((status, n) -> refused.merge(status, n, Integer::sum));
      }
      long places = open(product, held);
      int withKey = open(product, Product.GOOD_ADDRESS, product.keys().admin());
      double freed = awaitEnds(held);
      int after = hello(product, "127.0.0.2");
      return new Finding(
          "strangers-all",
          "%d sockets each from %d addresses that say no hello".formatted(PER_ADDRESS, ADDRESSES),
          "%d got a place%s; with a key in the header: %s; places free after %.1f s, then hello: %s"
              .formatted(places, refusal(refused), said(withKey), freed, said(after)),
          "%d places; a key in the header needs none; free again 1 s after the limit"
              .formatted(PLACES),
          places <= PLACES && withKey == 101 && after == 101 && isInTime(freed, scale));
    } finally {
      held.forEach(LiveSocket::close);
    }
  }

  /** One second after the close frame. */
  private static boolean isInTime(double freed, Scale scale) {
    return freed <= scale.hello() + 1 + scale.slack();
  }

  /** How many were refused, by status. */
  private static Map<Integer, Integer> hold(
      Product product, String address, int count, List<LiveSocket> held) throws IOException {
    Map<Integer, Integer> refused = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      LiveSocket socket = LiveSocket.open(Line.open(product.port(), address), null, true);
      if (socket.isOpen()) {
        held.add(socket);
      } else {
        refused.merge(socket.status(), 1, Integer::sum);
        socket.close();
      }
    }
    return refused;
  }

  private static String refusal(Map<Integer, Integer> refused) {
    return refused.isEmpty() ? "" : ", refused by status " + refused;
  }

  /** At this moment: the first may have had to go already. */
  private static long open(Product product, List<LiveSocket> held) {
    Set<String> lines = new HashSet<>();
    held.forEach(socket -> lines.add(socket.line().local()));
    return KernelTable.of(product.port()).open(lines);
  }

  private static int open(Product product, String address, String key) throws IOException {
    try (LiveSocket socket = LiveSocket.open(Line.open(product.port(), address), key, true)) {
      return socket.status();
    }
  }

  private static int hello(Product product, String address) throws IOException {
    try (LiveSocket socket =
        LiveSocket.hello(Line.open(product.port(), address), product.keys().reader())) {
      return socket.status();
    }
  }

  private static String said(int status) {
    return status == 101 ? "welcome" : status == 0 ? "cut" : Integer.toString(status);
  }

  /** Seconds until the server has ended the last of them. */
  private static double awaitEnds(List<LiveSocket> held) {
    long began = System.nanoTime();
    for (LiveSocket socket : held) {
      socket.line().awaitEnd(WATCH.minusNanos(System.nanoTime() - began));
    }
    return Pause.secondsSince(began);
  }
}
