package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.attack.live.Listener;
import dev.carillon.bench.abuse.product.Memory;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.product.Timing;
import dev.carillon.bench.abuse.product.Victim;
import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Requests that wait, by one key from many addresses, while another key is served. */
final class InFlight implements Attack {
  private static final int FULL = 10_000;
  private static final int LEAST = 500;
  private static final int PER_ADDRESS = 400;

  /** The default of the setting. */
  private static final int PER_KEY = 256;

  /** They hold, they do not flood: so many a second. */
  private static final long EVERY_NANOS = Duration.ofMillis(1).toNanos() / 3;

  /** Below that, a ratio of two times says nothing on a machine that does other work. */
  private static final long LEAST_P99_MICROS = 10_000;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PONG_LIMIT = Duration.ofSeconds(20);

  private final Map<Integer, AtomicInteger> statuses = new TreeMap<>();

  @Override
  public String name() {
    return "in-flight";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    int count = scale.of(FULL, LEAST);
    List<Line> lines = new ArrayList<>();
    try (Victim victim = Victim.start(product, path(scale));
        Listener listener = Listener.start(product)) {
      for (int i = 0; i < count; i++) {
        lines.add(Line.open(product.port(), "127.0.6." + (1 + i / PER_ADDRESS)));
      }
      Memory memory = product.memory();
      if (scale.isLong()) {
        victim.look(Duration.ofSeconds(5)); // it was cold, and the collector had stopped it
      }
      Timing before = victim.look(scale.measurement());
      List<Thread> readers = send(product, lines, scale.isLong() ? 20 : 10);
      Timing ramp = victim.look();
      Timing during = victim.look(scale.measurement());
      String live = live(product, listener);
      String held = product.memory().since(memory);
      join(readers);
      return List.of(
          finding(
              count,
              before,
              ramp,
              during,
              (live.isEmpty() ? "" : live + "; ") + held,
              isKept(scale, before, ramp, during, live)));
    } finally {
      lines.forEach(Line::close);
    }
  }

  private List<Thread> send(Product product, List<Line> lines, int seconds) throws IOException {
    byte[] request = Requests.get("/delay/" + seconds, product.keys().reader());
    List<Thread> readers = new ArrayList<>();
    long due = System.nanoTime();
    for (Line line : lines) {
      try {
        line.write(request);
      } catch (IOException cut) {
        // its reader counts it
      }
      readers.add(Thread.ofVirtual().start(() -> count(line)));
      due += EVERY_NANOS;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
    return readers;
  }

  /** On a busy machine a database makes others wait as well, and be refused. */
  private static String path(Scale scale) {
    return scale.isLong() ? "/v1/users?limit=1" : "/hello";
  }

  private void count(Line line) {
    int status;
    try {
      status = line.answer(LIMIT).status();
    } catch (IOException e) {
      status = 0;
    }
    synchronized (statuses) {
      statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    }
  }

  private static void join(List<Thread> readers) {
    try {
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empty if an old WebSocket lives and a new one is welcome. */
  private static String live(Product product, Listener old) throws IOException {
    if (!old.end().isEmpty() || !old.answers(PONG_LIMIT)) {
      return "the other key's WebSocket: " + (old.end().isEmpty() ? "no pong" : old.end());
    }
    try (Listener another = Listener.start(product)) {
      return another.answers(PONG_LIMIT) ? "" : "a new WebSocket of the other key gets no pong";
    } catch (IOException e) {
      return "a new WebSocket of the other key: " + e.getMessage();
    }
  }

  private boolean isKept(Scale scale, Timing before, Timing ramp, Timing during, String live) {
    long bound = Math.max(2 * before.p99(), LEAST_P99_MICROS);
    return served() <= PER_KEY
        && ramp.failures() + during.failures() == 0
        && (!scale.isLong() || during.p99() <= bound)
        && live.isEmpty();
  }

  private int served() {
    return statuses.getOrDefault(200, new AtomicInteger()).get();
  }

  private Finding finding(
      int count, Timing before, Timing ramp, Timing during, String rest, boolean kept) {
    return new Finding(
        name(),
        "%,d GET /delay by one key from %d addresses"
            .formatted(count, (count + PER_ADDRESS - 1) / PER_ADDRESS),
        "answers by status %s; another key before: %s; while they were sent: %s; while they waited: %s; %s"
            .formatted(statuses, before, ramp, during, rest),
        "%d at once by one key; the other's p99 at most 2 x before (or %d ms), its WebSocket stays"
            .formatted(PER_KEY, LEAST_P99_MICROS / 1000),
        kept);
  }
}
