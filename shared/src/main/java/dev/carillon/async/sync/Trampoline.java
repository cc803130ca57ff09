package dev.carillon.async.sync;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs actions on the current thread one after another instead of inside one another. Waking a
 * waiter that has no context may run its work at once, which may wake the next one, and so on: as
 * calls within calls a long queue would exhaust the stack.
 */
final class Trampoline {
  private static final ThreadLocal<Deque<Runnable>> PENDING = new ThreadLocal<>();

  private Trampoline() {}

  /** Runs the action now, or after the one that is running on this thread. */
  static void run(Runnable action) {
    Deque<Runnable> pending = PENDING.get();
    if (pending != null) {
      pending.add(action);
      return;
    }
    pending = new ArrayDeque<>();
    PENDING.set(pending);
    try {
      for (Runnable next = action; next != null; next = pending.poll()) {
        next.run();
      }
    } finally {
      PENDING.remove();
    }
  }
}
