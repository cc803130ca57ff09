package dev.carillon.async.sync;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue between many producers and many consumers, after {@code asyncio.Queue} and its
 * kinds. {@link #put} waits while it is full, {@link #get} while it is empty. {@link #taskDone} and
 * {@link #join} count: join completes when every item that was ever put has been reported done.
 * After {@link #close} nothing may be put; what is in it may still be got.
 *
 * <pre>{@code
 * AsyncQueue<String> urls = AsyncQueue.fifo("urls", 100, timers);
 * Future<Page> work = urls.get(Wait.until(cancellation))
 *     .compose(u -> fetch(u))
 *     .onComplete(r -> urls.taskDone());
 * Future<Void> allDone = urls.join(Wait.FOREVER);
 * }</pre>
 *
 * <p><b>Order</b>: items by the kind of the queue; producers and consumers first come, first
 * served. <b>Threads</b>: safe from any; each future completes on the context that asked.
 * <b>Cancellation</b>: a consumer that gave up has taken nothing, a producer that gave up has put
 * nothing; an item goes to exactly one consumer. <b>Failure</b>: {@link QueueClosedException},
 * {@link WaitTimeoutException}, {@link java.util.concurrent.CancellationException}; {@code
 * taskDone} too often is an {@link IllegalStateException}.
 */
public final class AsyncQueue<T> {
  private final String name;
  private final Items<T> items;
  private final Waiters<T, None> getters;
  private final Waiters<Granted, T> putters;
  private final Waiters<Granted, None> joiners;
  private final QueueEnds producers = new QueueEnds();
  private final QueueEnds consumers = new QueueEnds();
  private long unfinished;
  private boolean closed;

  private AsyncQueue(String name, Items<T> items, Timers timers) {
    this.name = name;
    this.items = items;
    this.getters = new Waiters<>("an item of " + name, this, timers, producers::besides);
    this.putters = new Waiters<>("room in " + name, this, timers, consumers::besides);
    this.joiners =
        new Waiters<>("the end of the work in " + name, this, timers, consumers::besides);
    Debug.track(this, AsyncQueue::leaks);
  }

  /** First in, first out. */
  public static <T> AsyncQueue<T> fifo(String name, int capacity, Timers timers) {
    return new AsyncQueue<>(name, Items.fifo(name, capacity), timers);
  }

  /** Last in, first out. */
  public static <T> AsyncQueue<T> lifo(String name, int capacity, Timers timers) {
    return new AsyncQueue<>(name, Items.lifo(name, capacity), timers);
  }

  /** The least first; among equals the oldest. An order that throws refuses what is put. */
  public static <T> AsyncQueue<T> priority(
      String name, int capacity, Comparator<? super T> order, Timers timers) {
    return new AsyncQueue<>(name, Items.ranked(name, capacity, order), timers);
  }

  /** Puts an item, waiting for room as long as it takes. */
  public Future<Void> put(T item) {
    return put(item, Wait.FOREVER);
  }

  /**
   * Puts an item.
   *
   * @return fails with {@link QueueClosedException}, a time-out or a cancellation; then the item
   *     was not put
   */
  public Future<Void> put(T item, Wait wait) {
    items.check(item);
    Waiter<Granted, T> putter = null;
    Waiter<T, None> getter = null;
    synchronized (this) {
      producers.note(wait.scope());
      if (closed) {
        return Future.failedFuture(new QueueClosedException(name));
      }
      if (items.isFull()) {
        putter = putters.join(wait, item, () -> report("had no room", wait));
      } else {
        getter = accept(item);
      }
    }
    grant(getter, item);
    return putter == null ? Future.succeededFuture() : putter.arm().mapEmpty();
  }

  /** Puts an item if there is room and the queue is open. */
  public boolean tryPut(T item) {
    items.check(item);
    Waiter<T, None> getter;
    synchronized (this) {
      producers.note(Scope.current());
      if (closed || items.isFull()) {
        return false;
      }
      getter = accept(item);
    }
    grant(getter, item);
    return true;
  }

  /** Gets an item, waiting for one as long as it takes. */
  public Future<T> get() {
    return get(Wait.FOREVER);
  }

  /**
   * Gets an item.
   *
   * @return fails with {@link QueueClosedException} when it is closed and empty, a time-out or a
   *     cancellation; then no item was taken
   */
  public Future<T> get(Wait wait) {
    Waiter<T, None> getter = null;
    Runnable told = AsyncQueue::nobody;
    T item;
    synchronized (this) {
      consumers.note(wait.scope());
      item = items.poll();
      if (item != null) {
        told = letIn();
      } else if (closed) {
        return Future.failedFuture(new QueueClosedException(name));
      } else {
        getter = getters.join(wait, None.NOTHING, () -> report("had no item", wait));
      }
    }
    told.run();
    return getter == null ? Future.succeededFuture(item) : getter.arm();
  }

  /** Gets an item if there is one. */
  public Optional<T> tryGet() {
    T item;
    Runnable told;
    synchronized (this) {
      consumers.note(Scope.current());
      item = items.poll();
      told = item == null ? AsyncQueue::nobody : letIn();
    }
    told.run();
    return Optional.ofNullable(item);
  }

  /** Reports that one item that was got has been dealt with. */
  public void taskDone() {
    List<Waiter<Granted, None>> joined = List.of();
    synchronized (this) {
      if (unfinished == 0) {
        throw new IllegalStateException(name + ": taskDone was called too often");
      }
      unfinished--;
      if (unfinished == 0) {
        joined = joiners.pollAll();
      }
    }
    joined.forEach(j -> j.grant(Granted.YES));
  }

  /** Waits until every item that was put has been reported done. */
  public Future<Void> join(Wait wait) {
    Waiter<Granted, None> joiner;
    synchronized (this) {
      if (unfinished == 0) {
        return Future.succeededFuture();
      }
      joiner = joiners.join(wait, None.NOTHING, () -> report("had " + unfinished + " to do", wait));
    }
    return joiner.arm().mapEmpty();
  }

  /** Takes no more items; whoever waits to put, or to get from an empty queue, is told so. */
  public void close() {
    List<Waiter<?, ?>> told = new ArrayList<>();
    synchronized (this) {
      closed = true;
      told.addAll(getters.pollAll());
      told.addAll(putters.pollAll());
    }
    told.forEach(w -> w.fail(new QueueClosedException(name)));
  }

  /** How many items are in it. */
  public synchronized int size() {
    return items.size();
  }

  /** Nobody is to be told. */
  private static void nobody() {}

  private static <V> void grant(@Nullable Waiter<V, ?> waiter, V value) {
    if (waiter != null) {
      waiter.grant(value);
    }
  }

  /** The getter who takes the item at once, or null if it was stored. With the lock. */
  private @Nullable Waiter<T, None> accept(T item) {
    Waiter<T, None> getter = getters.poll();
    if (getter == null) {
      items.add(item);
    }
    unfinished++;
    return getter;
  }

  /** Lets in the first putter whose item can be held; who is told so is told without the lock. */
  private Runnable letIn() {
    Waiter<Granted, T> putter = putters.poll();
    if (putter == null) {
      return AsyncQueue::nobody;
    }
    try {
      items.add(putter.brought());
    } catch (RuntimeException misfit) {
      Runnable others = letIn();
      return () -> {
        putter.fail(misfit);
        others.run();
      };
    }
    unfinished++;
    return () -> putter.grant(Granted.YES);
  }

  private synchronized Stream<String> leaks() {
    return items.size() == 0 ? Stream.of() : Stream.of(name + ": " + items.size() + " items left");
  }

  private String report(String what, Wait wait) {
    return name + " " + what + " within " + wait.within();
  }
}
