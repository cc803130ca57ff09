package dev.carillon.async.loop;

import dev.carillon.async.time.Clocks;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process is the only one that writes to its stores: then whatever there is to do was
 * left by itself. A {@link Loop} of such a process may rest for long, because everything that comes
 * in from outside ends that rest.
 *
 * <pre>{@code
 * Alone alone = Alone.of(vertx);
 * alone.declare(clocks); // before any loop is made
 * Loop loop =
 *     new Loop("mail", vertx, timers, () -> 200, () -> fetch("/next").map(page -> page != null))
 *         .easing(Duration.ofSeconds(1), Alone.REST);
 * alone.stir(); // with each request that comes in
 * }</pre>
 *
 * <p><b>Order</b>: loops that were made before it was declared do not know of it. <b>Threads</b>:
 * any. <b>Cancellation</b>: none; it holds for as long as the Vert.x instance. <b>Failure</b>:
 * where it is declared wrongly, what another process has left is found as late as the longest rest.
 */
public final class Alone implements Shareable {
  /**
   * How long a loop of such a process rests at most: long enough to cost next to nothing, short
   * enough for whoever changes something past it, by hand in the database.
   */
  public static final Duration REST = Duration.ofSeconds(30);

  private static final String NAME = "carillon.alone";

  /** Plain rests are hardly shorter: more often would be in vain. */
  private static final long APART = Duration.ofMillis(100).toNanos();

  private final Set<Loop> loops = ConcurrentHashMap.newKeySet();
  private final AtomicLong stirred = new AtomicLong();
  private volatile @Nullable Clocks clocks;

  private Alone() {}

  /** That of a Vert.x instance. */
  public static Alone of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Alone>getLocalMap(NAME)
        .computeIfAbsent(NAME, name -> new Alone());
  }

  /** This process is the only one. */
  public void declare(Clocks clocks) {
    stirred.set(clocks.nanos() - APART);
    this.clocks = clocks;
  }

  /** Whether it is. */
  public boolean isDeclared() {
    return clocks != null;
  }

  /** Something has come in: whatever rests for long looks soon. Costs little, however often. */
  public void stir() {
    Clocks known = clocks;
    if (known == null) {
      return;
    }
    long before = stirred.get();
    long now = known.nanos();
    if (now - before >= APART && stirred.compareAndSet(before, now)) {
      loops.forEach(Loop::stir);
    }
  }

  void add(Loop loop) {
    loops.add(loop);
  }

  void remove(Loop loop) {
    loops.remove(loop);
  }
}
