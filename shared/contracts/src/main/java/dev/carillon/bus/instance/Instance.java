package dev.carillon.bus.instance;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One address at one process: what is in flight there, and how long its answers take. The latency
 * rises to a slow answer at once and falls slowly, with answers and with time ("peak EWMA", after
 * Finagle's load balancer), so that one that was slow once is asked again. Thread-safe; two answers
 * at the same moment may count as one.
 */
final class Instance {
  /** Differences below this are noise: then what is in flight decides. */
  private static final double FLOOR = 1_000_000;

  private static final double SHARE = 8;
  private static final double FADES = Duration.ofSeconds(2).toNanos();
  private static final Breaker.Limits LIMITS =
      new Breaker.Limits(5, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final Peer peer;
  private final String address;
  private final Breaker breaker;
  private final Throwable noAnswer = new TimeoutException("no answer");
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile double latency;
  private volatile long measured;

  Instance(Peer peer, String address, Clocks clocks) {
    this.peer = peer;
    this.address = peer.isHere() ? address : Nodes.at(address, peer.node());
    this.breaker = new Breaker(this.address, clocks, LIMITS, Retry::always);
  }

  Peer peer() {
    return peer;
  }

  String address() {
    return address;
  }

  /** One request to it, for its breaker. */
  final class Use {
    private final Breaker.@Nullable Attempt attempt;
    private boolean silent;

    private Use(Breaker.@Nullable Attempt attempt) {
      this.attempt = attempt;
    }

    /** Without an answer it is late first, and then over: that counts once. */
    synchronized void ended(boolean answered) {
      if (attempt != null && (answered || !silent)) {
        attempt.ended(answered ? null : noAnswer);
      }
      silent |= !answered;
    }
  }

  /** A request begins. */
  Use use() {
    return new Use(breaker.attempt());
  }

  boolean isWell(long now) {
    return !peer.isSilent(now) && !breaker.isOpen();
  }

  void begins() {
    inFlight.incrementAndGet();
  }

  void ends() {
    inFlight.decrementAndGet();
  }

  void took(long nanos, long now) {
    double before = latency(now);
    latency = nanos > before ? nanos : before + (nanos - before) / SHARE;
    measured = now;
  }

  /** How long one more request is expected to wait there. */
  double cost(long now) {
    return (inFlight.get() + 1) * (FLOOR + latency(now));
  }

  private double latency(long now) {
    return latency * Math.exp(Math.min(0, measured - now) / FADES);
  }
}
