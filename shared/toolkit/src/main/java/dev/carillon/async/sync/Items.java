package dev.carillon.async.sync;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is in a queue, in the order of its kind. Guarded by the queue's lock. */
final class Items<T> {
  private final int capacity;
  private final Queue<T> items;
  private final Consumer<T> orderly;

  private Items(String name, int capacity, Queue<T> items, Consumer<T> orderly) {
    if (capacity < 1) {
      throw new IllegalArgumentException(name + " needs room for one item, not " + capacity);
    }
    this.capacity = capacity;
    this.items = items;
    this.orderly = orderly;
  }

  static <T> Items<T> fifo(String name, int capacity) {
    return new Items<>(name, capacity, new ArrayDeque<>(), Objects::requireNonNull);
  }

  static <T> Items<T> lifo(String name, int capacity) {
    return new Items<>(
        name, capacity, Collections.asLifoQueue(new ArrayDeque<>()), Objects::requireNonNull);
  }

  static <T> Items<T> ranked(String name, int capacity, Comparator<? super T> order) {
    return new Items<>(name, capacity, new Ranking<T>(order), item -> order.compare(item, item));
  }

  /** Throws for what this queue can never hold. Needs no lock. */
  void check(T item) {
    orderly.accept(item);
  }

  /** Throws, and changes nothing, for what cannot be ordered among the others. */
  void add(T item) {
    items.add(item);
  }

  @Nullable T poll() {
    return items.poll();
  }

  boolean isFull() {
    return items.size() >= capacity;
  }

  int size() {
    return items.size();
  }

  /**
   * Items by an order of the caller's, and by their age among equals. Unlike a heap it compares an
   * item with others before it changes anything, and compares nothing when an item leaves: an order
   * that throws refuses the item that comes, and loses none that is there.
   */
  private static final class Ranking<T> extends AbstractQueue<T> {
    private final TreeSet<Ranked<T>> items;
    private long next;

    private record Ranked<T>(T item, long age) {}

    Ranking(Comparator<? super T> order) {
      this.items =
          new TreeSet<>(
              Comparator.<Ranked<T>, T>comparing(Ranked::item, order)
                  .thenComparingLong(Ranked::age));
    }

    @Override
    public boolean offer(T item) {
      return items.add(new Ranked<>(item, next++));
    }

    @Override
    public @Nullable T poll() {
      Ranked<T> first = items.pollFirst();
      return first == null ? null : first.item();
    }

    @Override
    public @Nullable T peek() {
      return items.isEmpty() ? null : items.first().item();
    }

    @Override
    public Iterator<T> iterator() {
      return items.stream().map(Ranked::item).iterator();
    }

    @Override
    public int size() {
      return items.size();
    }
  }
}
