package dev.carillon.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One unit on one side for some seconds: clients that each wait for an answer before they ask
 * again, then the wait until all mail is delivered and all events of users are relayed: what is
 * left to do would cost the other side's round. What was asked must be what is there.
 */
final class Round {
  private static final long DELIVERY_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long RELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String WAITS = "select exists (select from users.outbox)::int";

  private final Side side;
  private final Unit unit;
  private final String mark;
  private final List<String> ids;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong right = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Round(Side side, Unit unit, String mark, List<String> ids) {
    this.side = side;
    this.unit = unit;
    this.mark = mark;
    this.ids = ids;
  }

  /**
   * What it cost.
   *
   * @param units done
   * @param seconds in which they were asked for
   */
  record Cost(long units, double seconds, Side.Reading used) {
    double rate() {
      return units / seconds;
    }

    double jvm() {
      return (double) used.jvm() / units;
    }

    double postgres() {
      return (double) used.postgres() / units;
    }

    double cpu() {
      return jvm() + postgres();
    }

    double wal() {
      return (double) used.wal() / units;
    }

    double commits() {
      return (double) used.commits() / units;
    }
  }

  /** Runs it; fails if an answer, a row or a mail is missing. */
  Cost run(int clients, double seconds) throws IOException, InterruptedException {
    long delivered = side.sink().taken();
    Side.Reading before = side.read();
    long begin = System.nanoTime();
    load(clients, begin + (long) (seconds * 1e9));
    double took = (System.nanoTime() - begin) / 1e9;
    if (unit.sendsMail()) {
      awaitDelivery(delivered + right.get());
    }
    if (unit.makesUsers()) {
      awaitRelayed();
    }
    Side.Reading after = side.read();
    check();
    return new Cost(
        right.get(),
        took,
        new Side.Reading(
            after.jvm() - before.jvm(),
            after.postgres() - before.postgres(),
            after.wal() - before.wal(),
            after.commits() - before.commits()));
  }

  private void load(int clients, long end) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      Thread.startVirtualThread(
          () -> {
            try {
              client(end);
            } catch (IOException | RuntimeException e) {
              failure.compareAndSet(null, e);
            } finally {
              running.countDown();
            }
          });
    }
    running.await();
  }

  private void client(long end) throws IOException {
    try (Connection connection = side.connect()) {
      while (System.nanoTime() < end) {
        Ask ask = unit.ask(mark, asked.getAndIncrement(), ids);
        Connection.Answer answer = connection.ask(ask);
        if (answer.status() == ask.status()) {
          right.incrementAndGet();
        } else {
          throw new IOException(ask.target() + " was answered " + answer);
        }
      }
    }
  }

  private void awaitDelivery(long taken) {
    long end = System.nanoTime() + DELIVERY_NANOS;
    while (side.sink().taken() < taken && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void awaitRelayed() throws IOException {
    long end = System.nanoTime() + DELIVERY_NANOS;
    while (side.number(WAITS) > 0) {
      if (System.nanoTime() > end) {
        throw new IOException(name() + ": events still wait to be relayed");
      }
      LockSupport.parkNanos(RELAY_NANOS);
    }
  }

  private void check() throws IOException {
    Exception broken = failure.get();
    if (broken != null) {
      throw new IOException(name() + ": " + broken.getMessage(), broken);
    }
    if (asked.get() != right.get()) {
      throw new IOException(name() + ": " + asked + " asked, " + right + " answered");
    }
    if (unit.makesUsers()) {
      long rows = side.number("select count(*) from users.users where email like '" + mark + "%'");
      if (rows != right.get()) {
        throw new IOException(name() + ": " + right + " users made, " + rows + " there");
      }
    }
    if (unit.sendsMail()) {
      checkBooks();
    }
  }

  /** All mail is settled, and the books balance; the last settlements may be under way still. */
  private void checkBooks() throws IOException {
    long end = System.nanoTime() + DELIVERY_NANOS;
    try (Connection connection = side.connect()) {
      while (true) {
        String ledger = connection.ask(Ask.get("/v1/ledger")).body();
        if (ledger.contains("\"balanced\":true")
            && ledger.matches(".*\"states\":\\{\"sent\":\\d+}.*")) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new IOException(name() + ": the ledger does not balance: " + ledger);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private String name() {
    return unit.label() + " of the " + side.name() + " side";
  }
}
