package dev.carillon.bench.abuse.product;

import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with another key, from another address, who asks at a steady rate on a few connections,
 * so that each event loop has some. A request's time counts from the moment when it was due, so
 * that one answer that comes late does not hide that the next ones were late as well.
 */
public final class Victim implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final long EVERY_NANOS = Duration.ofMillis(20).toNanos();
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Product product;
  private final byte[] request;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Long> micros = new ArrayList<>();
  private int failures;
  private String failure = "";
  private volatile boolean ended;

  private Victim(Product product, String path) {
    this.product = product;
    this.request =
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + product.keys().admin()
                + "\r\n\r\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Begins to ask. */
  public static Victim start(Product product, String path) {
    Victim victim = new Victim(product, path);
    for (int i = 0; i < CONNECTIONS; i++) {
      long offset = EVERY_NANOS * i / CONNECTIONS;
      victim.threads.add(Thread.ofPlatform().daemon().start(() -> victim.ask(offset)));
    }
    return victim;
  }

  private void ask(long offset) {
    Line line = null;
    long due = System.nanoTime() + offset;
    while (!ended) {
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      line = askOnce(line, due);
      due += EVERY_NANOS;
    }
    if (line != null) {
      line.close();
    }
  }

  private @Nullable Line askOnce(@Nullable Line open, long due) {
    Line line = open;
    try {
      line = line == null ? Line.open(product.port(), Product.GOOD_ADDRESS) : line;
      line.write(request);
      int status = line.answer(LIMIT).status();
      note(System.nanoTime() - due, status == 200 ? "" : "status " + status);
      return status == 0 ? drop(line) : line;
    } catch (IOException e) {
      note(System.nanoTime() - due, e.toString());
      return line == null ? null : drop(line);
    }
  }

  private static @Nullable Line drop(Line line) {
    line.close();
    return null;
  }

  private synchronized void note(long nanos, String why) {
    micros.add(nanos / 1_000);
    if (!why.isEmpty()) {
      failures++;
      failure = why;
    }
  }

  /** What came since the last look. */
  public synchronized Timing look() {
    Timing timing = Timing.of(micros, failures, failure);
    micros.clear();
    failures = 0;
    failure = "";
    return timing;
  }

  /** What comes within a time from now. */
  public Timing look(Duration during) {
    look();
    long end = System.nanoTime() + during.toNanos();
    for (long left = during.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return look();
  }

  @Override
  public void close() {
    ended = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
