package dev.carillon.async.lincheck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** Each primitive with the mistake that one makes without care: look first, act later. */
final class BrokenModels {
  private BrokenModels() {}

  /** Two may find it free at the same time. */
  public static class Lock {
    private volatile boolean locked;

    @Operation
    public boolean tryAcquire() {
      if (locked) {
        return false;
      }
      locked = true;
      return true;
    }

    @Operation
    public boolean release() {
      boolean held = locked;
      locked = false;
      return held;
    }
  }

  /** A permit that two count at the same time comes back once. */
  public static class Semaphore {
    private volatile int permits = 2;

    @Operation
    public boolean tryAcquire() {
      int seen = permits;
      if (seen == 0) {
        return false;
      }
      permits = seen - 1;
      return true;
    }

    @Operation
    public void release() {
      synchronized (this) {
        permits = Math.min(2, permits + 1);
      }
    }

    @Operation
    public int available() {
      return permits;
    }
  }

  /** Looks for room, and puts in another step. */
  public static class Queue {
    private final Deque<Integer> items = new ArrayDeque<>();

    @Operation
    public boolean tryPut() {
      if (size() == 1) {
        return false;
      }
      synchronized (this) {
        items.add(1);
      }
      return true;
    }

    @Operation
    public synchronized int size() {
      return items.size();
    }
  }

  /** Looks for a flight, and takes off in another step. */
  public static class SingleFlight {
    private volatile boolean flying;
    private volatile int inTheAir;
    private volatile int most;

    @Operation
    public void get() {
      if (!flying) {
        flying = true;
        synchronized (this) {
          inTheAir++;
          most = Math.max(most, inTheAir);
        }
      }
    }

    @Operation
    public synchronized void land() {
      if (inTheAir > 0) {
        inTheAir--;
        flying = false;
      }
    }

    @Validate
    public void check() {
      if (most > 1) {
        throw new AssertionError("two flights at once");
      }
    }
  }

  /** Joins a batch that has left in the meantime, and is never answered. */
  public static class Batcher {
    private volatile List<Integer> waiting = Collections.synchronizedList(new ArrayList<>());
    private volatile int answered;
    private volatile int asked;

    @Operation
    public void get() {
      List<Integer> batch = waiting;
      synchronized (this) {
        asked++;
      }
      batch.add(1);
    }

    @Operation
    public void turn() {
      List<Integer> leaving;
      synchronized (this) {
        leaving = waiting;
        waiting = Collections.synchronizedList(new ArrayList<>());
        answered += leaving.size();
      }
    }

    @Validate
    public void check() {
      turn();
      if (answered != asked) {
        throw new AssertionError(asked - answered + " were not answered");
      }
    }
  }
}
