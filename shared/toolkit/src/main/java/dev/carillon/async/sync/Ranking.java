package dev.carillon.async.sync;

import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Items by an order of the caller's, and by their age among equals. Unlike a heap it compares an
 * item with others before it changes anything, and compares nothing when an item leaves: an order
 * that throws refuses the item that comes, and loses none that is there.
 */
final class Ranking<T> extends AbstractQueue<T> {
  private final TreeSet<Ranked<T>> items;
  private long next;

  private record Ranked<T>(T item, long age) {}

  Ranking(Comparator<? super T> order) {
    this.items =
        new TreeSet<>(
            Comparator.<Ranked<T>, T>comparing(Ranked::item, order).thenComparingLong(Ranked::age));
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
