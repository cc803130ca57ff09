package dev.carillon.bench.live.crowd;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Many clients of one server. The first of them speaks in a closed loop: it says the next message
 * when it has heard one of its own.
 */
public final class Crowd implements AutoCloseable {
  private static final int AT_ONCE = 50;
  private static final int REMEMBERED = 1 << 16;
  private static final int DIGITS = 3;
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final Duration LATE = Duration.ofSeconds(30);

  private final int port;
  private final String key;
  private final String filling;
  private final NetClient client;
  private final List<Listener> all = new ArrayList<>();
  private final LongAdder deliveries = new LongAdder();
  private final long[] saidAt = new long[REMEMBERED];
  private volatile Histogram latency = histogram();
  private volatile long said;
  private volatile long until;

  /** Nobody has connected yet. */
  public Crowd(Vertx vertx, int port, String key, int bytes) {
    this.port = port;
    this.key = key;
    this.filling = "x".repeat(bytes);
    this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
  }

  /**
   * What a round was.
   *
   * @param messages that were said
   * @param deliveries messages times clients
   * @param latency of every delivery, nanoseconds
   * @param complete whether every client heard every message once, in order
   */
  public record Result(long messages, long deliveries, Histogram latency, boolean complete) {}

  /** Connects more clients until there are so many. */
  public void grow(int size) {
    while (all.size() < size) {
      List<Future<Void>> some = new ArrayList<>();
      for (int i = 0; i < AT_ONCE && all.size() < size; i++) {
        some.add(connectOne());
      }
      Future.all(some).await();
    }
  }

  private Future<Void> connectOne() {
    Listener listener = new Listener(this::heard);
    all.add(listener);
    return listener.connect(client, port, key);
  }

  /**
   * All lose their connections at once, and connect anew, one after the other at even distances.
   *
   * @param spread from the first to the last
   */
  public void comeBack(Duration spread) {
    int size = all.size();
    all.forEach(Listener::close);
    all.clear();
    List<Future<Void>> back = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < size; i++) {
      LockSupport.parkNanos(begin + spread.toNanos() * i / size - System.nanoTime());
      back.add(connectOne());
    }
    Future.all(back).await();
  }

  /** Speaks for a while with so many messages in flight, and waits until all is heard. */
  public Result run(Duration time, int inFlight) {
    long before = said;
    long heard = deliveries.sum();
    latency = histogram();
    until = System.nanoTime() + time.toNanos();
    for (int i = 0; i < inFlight; i++) {
      say();
    }
    LockSupport.parkNanos(time.toNanos());
    long end = System.nanoTime() + LATE.toNanos();
    while (System.nanoTime() < end && !isComplete(heard, before)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    long messages = said - before;
    boolean complete =
        isComplete(heard, before) && all.stream().allMatch(one -> one.last() == said);
    return new Result(messages, deliveries.sum() - heard, latency, complete);
  }

  private boolean isComplete(long heard, long before) {
    return System.nanoTime() > until && deliveries.sum() - heard == (said - before) * all.size();
  }

  private synchronized void say() {
    long number = said + 1;
    saidAt[(int) (number % REMEMBERED)] = System.nanoTime();
    said = number;
    all.get(0).say(number, filling);
  }

  private void heard(Listener by, long number) {
    long now = System.nanoTime();
    latency.recordValue(
        Math.min(MOST_NANOS, Math.max(1, now - saidAt[(int) (number % REMEMBERED)])));
    deliveries.increment();
    if (by == all.get(0) && now < until) {
      say();
    }
  }

  private static Histogram histogram() {
    return new ConcurrentHistogram(MOST_NANOS, DIGITS);
  }

  @Override
  public void close() {
    all.forEach(Listener::close);
    client.close().await();
  }
}
