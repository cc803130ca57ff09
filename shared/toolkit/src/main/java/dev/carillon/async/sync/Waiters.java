package dev.carillon.async.sync;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for one thing, first come first served: the one mechanism behind every primitive
 * of this package.
 *
 * <p>The queue is guarded by its owner's lock, which every method but {@link Waiter#grant} needs.
 * Who is taken out of the queue is decided under that lock, so that a waiter is either granted what
 * it waits for or has timed out or was cancelled, never two of them: nothing that was granted can
 * be lost. Promises are completed after the lock is free, each on the context that asked. Between
 * the two nothing throws, whatever the timers do.
 */
final class Waiters<T, B> {
  private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);
  private static final int NAMED = 10;

  private final String what;
  private final Object lock;
  private final Timers timers;
  private final Waiting.Holders holders;
  private final Deque<Waiter<T, B>> queue = new ArrayDeque<>();

  /**
   * Nobody waits yet.
   *
   * @param what is waited for, for reports
   * @param lock the owner's
   */
  Waiters(String what, Object lock, Timers timers) {
    this(what, lock, timers, Waiting.UNKNOWN);
  }

  /**
   * The same where it is known who can end a wait.
   *
   * @param holders asked without the lock
   */
  Waiters(String what, Object lock, Timers timers, Waiting.Holders holders) {
    this.what = what;
    this.lock = lock;
    this.timers = timers;
    this.holders = holders;
  }

  /**
   * Joins the end of the queue. Called with the owner's lock held; the caller must call {@link
   * Waiter#arm} after it has let go of it.
   *
   * @param brought what the waiter has in its hands, for whoever takes it out of the queue
   * @param onTimeout says what to tell somebody who gave up; called with the lock held
   */
  Waiter<T, B> join(Wait wait, B brought, Supplier<String> onTimeout) {
    Waiter<T, B> waiter = new Waiter<>(this, wait, brought, onTimeout);
    queue.add(waiter);
    return waiter;
  }

  /** Takes the first out of the queue, or null. With the lock held. */
  @Nullable Waiter<T, B> poll() {
    return queue.poll();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** Takes everyone out of the queue, in their order. With the lock held. */
  List<Waiter<T, B>> pollAll() {
    List<Waiter<T, B>> all = List.copyOf(queue);
    queue.clear();
    return all;
  }

  List<String> names() {
    List<String> first = queue.stream().limit(NAMED).map(w -> w.wait.who()).toList();
    int more = queue.size() - first.size();
    return more == 0
        ? first
        : Stream.concat(first.stream(), Stream.of("and " + more + " more")).toList();
  }

  /** Nothing is brought. */
  enum None {
    NOTHING
  }

  /** One who waits. */
  static final class Waiter<T, B> {
    private final Waiters<T, B> home;
    private final B brought;
    private final Wait wait;
    private final Supplier<String> onTimeout;
    private final @Nullable Context context = Vertx.currentContext();
    private final Promise<T> promise = Promise.promise();
    private final @Nullable Scope scope;
    private volatile boolean settled;
    private volatile @Nullable Waiting waiting;
    private volatile Timers.@Nullable Pending timer;
    private volatile Cancellation.@Nullable Registration registration;

    private Waiter(Waiters<T, B> home, Wait wait, B brought, Supplier<String> onTimeout) {
      this.home = home;
      this.brought = brought;
      this.wait = wait;
      this.onTimeout = onTimeout;
      this.scope = wait.scope();
    }

    Wait terms() {
      return wait;
    }

    /** Whom to take for the holder once it is granted; see {@link Wait#holder}. */
    @Nullable Scope holder() {
      return wait.cancellation() == null ? null : scope;
    }

    B brought() {
      return brought;
    }

    /**
     * Starts the clock and listens for the cancellation. Without the lock. Throws nothing: who
     * cannot be armed leaves the queue, and its wait fails with the reason.
     */
    Future<T> arm() {
      try {
        listen();
      } catch (RuntimeException cannotBeArmed) {
        leave(cannotBeArmed);
      }
      if (settled) {
        disarm(); // granted while the clock was being set
      }
      return promise.future();
    }

    private void listen() {
      if (scope != null && !settled) {
        Waiting shown = scope.await(home.what, home.holders);
        waiting = shown;
        shown.look();
      }
      if (wait.limit() != null && !settled) {
        timer = home.timers.after(wait.limit(), this::onTimeout);
      }
      Cancellation cancellation = wait.cancellation();
      if (cancellation != null && !settled) {
        registration = cancellation.onCancel(home.what, () -> leave(cancellation.exception()));
      }
    }

    /** Gives what was waited for. The waiter was polled under the lock; the lock is free now. */
    void grant(T value) {
      complete(() -> promise.tryComplete(value));
    }

    void fail(Throwable cause) {
      complete(() -> promise.tryFail(cause));
    }

    private void onTimeout() {
      String message;
      synchronized (home.lock) {
        if (!home.queue.remove(this)) {
          return; // granted in the meantime
        }
        message = onTimeout.get();
      }
      fail(new WaitTimeoutException(message));
    }

    /** Gives up, unless it was granted in the meantime. Without the lock. */
    void leave(RuntimeException why) {
      synchronized (home.lock) {
        if (!home.queue.remove(this)) {
          return;
        }
      }
      fail(why);
    }

    private void complete(Runnable completion) {
      settled = true;
      disarm();
      Runnable asWaiter = () -> Scope.run(scope, completion);
      if (context == null) {
        Trampoline.run(asWaiter);
      } else {
        try {
          context.runOnContext(v -> asWaiter.run());
        } catch (RejectedExecutionException closed) {
          // The context is gone, the grant is not: whoever still listens is told here.
          Trampoline.run(asWaiter);
        }
      }
    }

    /** Throws nothing: what was granted must still be handed out. */
    private void disarm() {
      Timers.Pending pending = timer;
      if (pending != null) {
        try {
          pending.cancel();
        } catch (RuntimeException cannotBeTakenBack) {
          LOG.warn("A timer of {} cannot be taken back", home.what, cannotBeTakenBack);
        }
      }
      Waiting shown = waiting;
      if (shown != null) {
        shown.end();
      }
      Cancellation.Registration listening = registration;
      if (listening != null) {
        listening.remove();
      }
    }
  }
}
