package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
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
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Every request has another key that nobody was given, and now and then another address. */
final class RandomKeys implements Attack {
  private static final int FULL = 100_000;
  private static final int LEAST = 2_000;
  private static final int CONNECTIONS = 10;

  /** Together some 3,000 a second: a flood of keys, not one of the machine. */
  private static final long EVERY_NANOS = Duration.ofMillis(10).toNanos() / 3;

  private static final long LEAST_P99_MICROS = 20_000;
  private static final int MAX_MIB = 16;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @Override
  public String name() {
    return "random-keys";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    int count = scale.of(FULL, LEAST);
    try (Victim victim = Victim.start(product, "/v1/users?limit=1")) {
      if (scale.isLong()) {
        victim.look(Duration.ofSeconds(5)); // it was cold
      }
      Timing before = victim.look(scale.measurement());
      Memory memory = product.memory();
      victim.look();
      send(product, count);
      Timing during = victim.look();
      Memory held = product.memory();
      long bound = Math.max(2 * before.p99(), LEAST_P99_MICROS);
      return List.of(
          new Finding(
              name(),
              "%,d requests, each with a random key; every fifth of a new address".formatted(count),
              "answers by status %s; %s; another key before: %s; meanwhile: %s"
                  .formatted(statuses, held.since(memory), before, during),
              "heap +%d MiB; the other's p99 at most 2 x before (or %d ms)"
                  .formatted(MAX_MIB, LEAST_P99_MICROS / 1000),
              held.isKnown()
                  && held.liveMib(memory) <= MAX_MIB
                  && during.failures() == 0
                  && (!scale.isLong() || during.p99() <= bound)
                  && !statuses.containsKey(200)));
    }
  }

  private void send(Product product, int count) {
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int number = i;
      senders.add(Thread.ofVirtual().start(() -> sendSome(product, number, count / CONNECTIONS)));
    }
    try {
      for (Thread sender : senders) {
        sender.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendSome(Product product, int number, int count) {
    long due = System.nanoTime();
    for (int done = 0; done < count; ) {
      String address = "127." + (1 + number) + "." + done / 1000 % 250 + "." + (1 + done / 5 % 200);
      try (Line line = Line.open(product.port(), address)) {
        for (int i = 0; i < 5 && done < count; i++, done++) {
          line.write(Requests.get("/v1/users", "sk_" + UUID.randomUUID()));
          note(line.answer(LIMIT).status());
          due += EVERY_NANOS;
          LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
      } catch (IOException e) {
        done++;
        note(0);
      }
    }
  }

  private void note(int status) {
    synchronized (statuses) {
      statuses.merge(status, 1, Integer::sum);
    }
  }
}
