package dev.carillon.async.task;

import dev.carillon.async.time.Deadline;
import dev.carillon.async.waits.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says that work is no longer wanted. One side calls {@link #cancel}; the work looks at {@link
 * #isCancelled}, or is told through {@link #onCancel}. It is cooperative: nothing is interrupted.
 *
 * <pre>{@code
 * Cancellation request = new Cancellation();
 * Task<Page> page = Task.start("page", request, c -> fetch(url, c));
 * request.cancel("the client left"); // reaches the task
 * }</pre>
 *
 * <p><b>Order</b>: listeners run in the order of their registration, on the thread that cancels,
 * outside of any lock. <b>Threads</b>: safe from any. <b>Cancellation</b>: a child is cancelled
 * with its parent, never the other way round; a deadline that it carries is told, and kept by
 * {@link Timeouts#until}. <b>Failure</b>: every listener runs, also if one before it throws; the
 * first throw comes out of {@code cancel} with the others suppressed in it.
 */
public final class Cancellation {
  private static final String NO_REASON = "cancelled";

  private final @Nullable Deadline deadline;
  private final Set<Listener> listeners = new LinkedHashSet<>(2);
  private volatile Registration parentLink = () -> {};
  private volatile @Nullable Scope scope;
  private @Nullable String reason;

  /** One who wants to be told, and what it waits for meanwhile. Known by its identity. */
  private static final class Listener {
    private final Runnable action;
    private final Supplier<List<String>> waitsFor;

    Listener(Runnable action, Supplier<List<String>> waitsFor) {
      this.action = action;
      this.waitsFor = waitsFor;
    }
  }

  /** Work that nobody has cancelled yet, without a deadline. */
  public Cancellation() {
    this(null);
  }

  private Cancellation(@Nullable Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * Work that is wanted until a moment. This alone ends nothing: the moment is told to whoever asks
   * for it and reaches all children, and it is {@link Timeouts#until} that cancels when it comes.
   */
  public static Cancellation until(Deadline deadline) {
    return new Cancellation(deadline);
  }

  /** A cancellation that comes with this one, and may come earlier by itself. */
  public Cancellation child() {
    return linked(new Cancellation(deadline));
  }

  /** The same, with a deadline of its own if that is earlier than the one it inherits. */
  public Cancellation child(Deadline own) {
    return linked(
        new Cancellation(deadline == null || own.nanos() - deadline.nanos() < 0 ? own : deadline));
  }

  private Cancellation linked(Cancellation child) {
    child.scope = scope;
    child.parentLink = register(new Listener(() -> child.cancel(reasonGiven()), child::waitsFor));
    return child;
  }

  /** The work has ended: the parent forgets this one. Tasks say so by themselves. */
  public void detach() {
    parentLink.remove();
  }

  /** The moment after which the work is worth nothing, if there is one. */
  public @Nullable Deadline deadline() {
    return deadline;
  }

  /** Cancels without saying why; true the first time. */
  public boolean cancel() {
    return cancel(NO_REASON);
  }

  /**
   * Cancels.
   *
   * @param why for those who are told, and for reports
   * @return true the first time; later calls change nothing, also not the reason
   */
  public boolean cancel(String why) {
    List<Listener> told;
    synchronized (this) {
      if (reason != null) {
        return false;
      }
      reason = why;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    parentLink.remove();
    tell(told);
    return true;
  }

  private static void tell(List<Listener> listeners) {
    Throwable first = null;
    for (Listener listener : listeners) {
      try {
        listener.action.run();
      } catch (Throwable e) { // also what a virtual thread's await throws
        if (first == null) {
          first = e;
        } else {
          Work.alsoFailed(first, e);
        }
      }
    }
    switch (first) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new IllegalStateException("A listener failed", first);
    }
  }

  /** The work that this cancels, as others see it who wait; its parent's if it has none. */
  public @Nullable Scope scope() {
    return scope;
  }

  void carry(Scope work) {
    scope = work;
  }

  /** Whether it was cancelled. */
  public synchronized boolean isCancelled() {
    return reason != null;
  }

  /** Whether it was this very reason that cancelled it. */
  @SuppressWarnings("ReferenceEquality") // another reason may have the same words
  synchronized boolean isFor(String why) {
    return reason == why;
  }

  /** Throws {@link CancellationException} if it was cancelled. */
  public void check() {
    if (isCancelled()) {
      throw exception();
    }
  }

  /** What work that heeds this cancellation ends with; its message is the reason. */
  public CancellationException exception() {
    return new CancellationException(reasonGiven());
  }

  /** Runs {@code listener} when it is cancelled; at once if it was already. */
  public Registration onCancel(Runnable listener) {
    return register(new Listener(listener, List::of));
  }

  /** The same for somebody who waits, until the registration is removed, for what is named. */
  public Registration onCancel(String waitsFor, Runnable listener) {
    return register(new Listener(listener, () -> List.of(waitsFor)));
  }

  /** What the work, and the work of its children, waits for at the moment. */
  public List<String> waitsFor() {
    List<Listener> asked;
    synchronized (this) {
      asked = List.copyOf(listeners);
    }
    List<String> all = new ArrayList<>();
    asked.forEach(listener -> all.addAll(listener.waitsFor.get()));
    return all;
  }

  private Registration register(Listener listener) {
    synchronized (this) {
      if (reason == null) {
        listeners.add(listener);
        return () -> forget(listener);
      }
    }
    listener.action.run();
    return () -> {};
  }

  private synchronized void forget(Listener listener) {
    listeners.remove(listener);
  }

  private synchronized String reasonGiven() {
    return reason == null ? NO_REASON : reason;
  }

  /** A listener's place in the list. */
  public interface Registration {
    /** The listener is no longer wanted. May be called twice. */
    void remove();
  }
}
