package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.KernelTable;
import dev.carillon.bench.abuse.product.Memory;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.ClientFrames;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sockets with a key that never read while events are published; half of them send a ping every two
 * seconds, so that they do not look idle. One listener beside them reads everything.
 */
final class SlowReaders implements Attack {
  private static final int FULL = 1_000;
  private static final int LEAST = 60;
  private static final int PER_ADDRESS = 20;

  /** The text of an event, and so many that each socket is owed what kernel and server may hold. */
  private static final int TEXT = 60_000;

  private static final int EVENTS = 110;
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final Duration PING_EVERY = Duration.ofSeconds(2);

  private static final Duration ARRIVAL = Duration.ofSeconds(30);
  private static final Duration WATCH = Duration.ofSeconds(40);
  private static final int MAX_MIB = 128;
  private static final int MAX_PROCESS_MIB = 512;
  private static final String BROADCAST = "/v1/broadcasts/abuse";

  @Override
  public String name() {
    return "slow-readers";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    product.prepare(
        "PUT",
        BROADCAST,
        "{\"topic\":\"plain\",\"every\":\"PT24H\",\"payload\":{\"text\":\""
            + "x".repeat(TEXT)
            + "\"}}");
    List<LiveSocket> sockets = new ArrayList<>();
    Memory before = product.memory();
    try (Listener listener = Listener.start(product)) {
      int count = scale.of(FULL, LEAST);
      for (int i = 0; i < count; i++) {
        sockets.add(open(product, i));
      }
      return List.of(attack(product, before, sockets, listener, scale));
    } finally {
      sockets.forEach(LiveSocket::close);
    }
  }

  /** In turns plain and with topics. */
  private static LiveSocket open(Product product, int number) throws IOException {
    Line line = Line.openSmall(product.port(), "127.0.2." + (1 + number / PER_ADDRESS));
    String key = product.keys().reader();
    if (number % 2 == 0) {
      return LiveSocket.open(line, key, false);
    }
    LiveSocket socket = LiveSocket.hello(line, key);
    socket.send(LiveSocket.subscribeFrame("1", "broadcasts"));
    return socket;
  }

  private Finding attack(
      Product product, Memory before, List<LiveSocket> sockets, Listener listener, Scale scale)
      throws IOException {
    Set<String> ports = new HashSet<>();
    sockets.forEach(socket -> ports.add(socket.line().local()));
    long opened = KernelTable.of(product.port()).open(ports);
    Thread pings = Thread.ofVirtual().start(() -> ping(sockets));
    long most = product.resident();
    int published = 0;
    for (int i = 0; i < EVENTS; i++) {
      published += product.ask("POST", BROADCAST + "/run", "").status() < 300 ? 1 : 0;
      most = Math.max(most, product.resident());
      Pause.of(scale.isLong() ? BETWEEN : BETWEEN.dividedBy(5));
    }
    long end = System.nanoTime();
    Duration cut = Duration.ofMillis((long) (1000 * (1 + scale.slack())));
    Pause.until(cut, () -> KernelTable.of(product.port()).open(ports) == 0);
    long left = KernelTable.of(product.port()).open(ports);
    Pause.until(ARRIVAL, () -> listener.events() >= EVENTS);
    Memory held = product.memory();
    long kernel = KernelTable.of(product.port()).unsent() >> 20;
    if (scale.isLong()) {
      Pause.until(WATCH, () -> KernelTable.of(product.port()).open(ports) == 0);
    }
    double gone = Pause.secondsSince(end);
    long stay = KernelTable.of(product.port()).open(ports);
    pings.interrupt();
    String seen =
        "%d opened; %d events of 60 kB published; %d s later %d are open, after %.1f s %d; %s at its end, at most %+d MiB, kernel %d MiB; the one who reads got %d"
            .formatted(
                opened,
                published,
                cut.toSeconds(),
                left,
                gone,
                stay,
                held.since(before),
                (most - before.resident()) >> 20,
                kernel,
                listener.events());
    boolean kept =
        published == EVENTS
            && left == 0
            && held.isKnown()
            && held.liveMib(before) <= MAX_MIB
            && (most - before.resident()) >> 20 <= MAX_PROCESS_MIB
            && listener.events() >= EVENTS;
    return new Finding(
        name(),
        sockets.size() + " sockets with a key that never read; every fourth pings every 2 s",
        seen,
        "cut 1 s after 1 MiB waits; heap +%d, process +%d MiB; who reads misses nothing"
            .formatted(MAX_MIB, MAX_PROCESS_MIB),
        kept);
  }

  private static void ping(List<LiveSocket> sockets) {
    byte[] ping = ClientFrames.ping(0);
    while (!Thread.currentThread().isInterrupted()) {
      for (int i = 0; i < sockets.size(); i += 4) {
        try {
          sockets.get(i).send(ping);
        } catch (IOException cut) {
          // that is what it should be
        }
      }
      Pause.of(PING_EVERY);
    }
  }
}
