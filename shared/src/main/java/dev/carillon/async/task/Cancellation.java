package dev.carillon.async.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Says that work is no longer wanted. One side calls {@link #cancel}; the work looks at {@link
 * #isCancelled}, or is told through {@link #onCancel}. It is cooperative: nothing is interrupted.
 *
 * <p>A child is cancelled with its parent, never the other way round. Thread-safe; listeners run on
 * the thread that cancels, in the order of their registration, outside of any lock.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /** Work that nobody has cancelled yet. */
  public Cancellation() {}

  /** A cancellation that comes with this one, and may come earlier by itself. */
  public Cancellation child() {
    Cancellation child = new Cancellation();
    Registration link = onCancel(child::cancel);
    child.onCancel(link::remove);
    return child;
  }

  /** Cancels; true the first time. Every listener runs, also if one before it throws. */
  public boolean cancel() {
    List<Runnable> told;
    synchronized (this) {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    RuntimeException first = null;
    for (Runnable listener : told) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
    return true;
  }

  /** Whether it was cancelled. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Throws if it was cancelled. */
  public void check() {
    if (isCancelled()) {
      throw new CancellationException("cancelled");
    }
  }

  /** Runs {@code listener} when it is cancelled; at once if it was already. */
  public Registration onCancel(Runnable listener) {
    synchronized (this) {
      if (!cancelled) {
        listeners.add(listener);
        return () -> forget(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  private synchronized void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** A listener's place in the list. */
  public interface Registration {
    /** The listener is no longer wanted. May be called twice. */
    void remove();
  }
}
