package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Memory;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.product.Timing;
import dev.carillon.bench.abuse.product.Victim;
import dev.carillon.bench.abuse.wire.Frame;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One reader subscribes to topics that it makes up; others see whether a loop stands still. */
final class Subscriptions implements Attack {
  private static final int FULL = 100_000;
  private static final int LEAST = 2_000;
  private static final int BATCH = 100;

  /** The default of the setting. */
  private static final int MAX_TOPICS = 100;

  private static final long MAX_STALL_MICROS = 250_000;
  private static final int MAX_MIB = 32;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int closeCode;
  private long meanwhileMicros;
  private long coldMicros;

  @Override
  public String name() {
    return "subscriptions";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    if (scale.isLong()) { // a process that has just started compiles what it runs: told, not judged
      attack(product, scale);
      coldMicros = meanwhileMicros;
    }
    return List.of(attack(product, scale));
  }

  private Finding attack(Product product, Scale scale) throws IOException {
    taken.set(0);
    refused.set(0);
    closeCode = 0;
    int count = scale.of(FULL, LEAST);
    Memory before = product.memory();
    try (Victim victim = Victim.start(product, "/hello")) {
      Timing usual = victim.look(scale.measurement());
      Line line = Line.open(product.port(), "127.0.3.1");
      LiveSocket socket = LiveSocket.hello(line, product.keys().reader());
      Thread reader = Thread.ofVirtual().start(() -> read(socket));
      int sent = subscribe(socket, count);
      Pause.until(ANSWER_LIMIT, () -> taken.get() + refused.get() >= sent || closeCode != 0);
      Timing meanwhile = victim.look();
      Memory held = product.memory();
      victim.look();
      socket.close();
      Timing after = victim.look(scale.measurement());
      reader.interrupt();
      meanwhileMicros = meanwhile.most();
      boolean kept = isKept(scale, meanwhile, after, held, before);
      return finding(sent, usual, meanwhile, after, held.since(before), kept);
    }
  }

  private int subscribe(LiveSocket socket, int count) {
    int sent = 0;
    try {
      for (; sent < count; sent += BATCH) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (int i = 0; i < BATCH; i++) {
          batch.writeBytes(
              LiveSocket.subscribeFrame(Integer.toString(sent + i), "emails." + UUID.randomUUID()));
        }
        socket.send(batch.toByteArray());
      }
    } catch (IOException cut) {
      // the finding says how many were sent
    }
    return sent;
  }

  private void read(LiveSocket socket) {
    try {
      for (Frame frame = socket.next(ANSWER_LIMIT.multipliedBy(10));
          frame != null;
          frame = socket.next(ANSWER_LIMIT.multipliedBy(10))) {
        if (frame.isClose()) {
          closeCode = frame.code();
        } else if (frame.text().contains("\"type\":\"ok\"")) {
          taken.incrementAndGet();
        } else if (frame.text().contains("\"type\":\"error\"")) {
          refused.incrementAndGet();
        }
      }
    } catch (IOException end) {
      // nothing more comes
    }
  }

  private boolean isKept(Scale scale, Timing meanwhile, Timing after, Memory held, Memory before) {
    long stall = Math.max(meanwhile.most(), after.most());
    return taken.get() <= MAX_TOPICS
        && (!scale.isLong() || stall <= MAX_STALL_MICROS)
        && meanwhile.failures() + after.failures() == 0
        && held.isKnown()
        && held.liveMib(before) <= MAX_MIB;
  }

  private Finding finding(
      int sent, Timing usual, Timing meanwhile, Timing after, String held, boolean kept) {
    return new Finding(
        name(),
        "%,d sub to emails.<uuid> by one reader, then it disconnects".formatted(sent),
        "%,d taken, %,d refused%s; %s; another key's GET /hello took at most %d ms before, %d ms meanwhile, %d ms at the disconnection%s%s"
            .formatted(
                taken.get(),
                refused.get(),
                closeCode == 0 ? "" : ", closed with " + closeCode,
                held,
                usual.most() / 1000,
                meanwhile.most() / 1000,
                after.most() / 1000,
                coldMicros == 0
                    ? ""
                    : " (in a process just started: %d ms)".formatted(coldMicros / 1000),
                meanwhile.failures() + after.failures() == 0 ? "" : "; some failed"),
        "%d topics; no loop stands for %d ms; heap +%d MiB"
            .formatted(MAX_TOPICS, MAX_STALL_MICROS / 1000, MAX_MIB),
        kept);
  }
}
