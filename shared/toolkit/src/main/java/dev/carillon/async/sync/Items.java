package dev.carillon.async.sync;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Queue;
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
}
