package dev.carillon.bus;

import dev.carillon.json.JsonType;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;

/**
 * Something that is told to whoever listens, at most once and without an answer. What must not be
 * lost is a row in a table first.
 *
 * @param address where it is published; ends in {@code .v<number>}, or in a key after that
 * @param event the record that is published
 * @param scopes all that a listener behind a bridge must have; without any it stays inside
 */
public record Topic<E>(String address, JsonType<E> event, Scopes scopes) {

  /** A topic of the whole cluster. */
  public static <E extends Record> Topic<E> topic(String address, Class<E> event) {
    return topic(address, JsonType.of(event));
  }

  /** The same for a record with a type argument. */
  public static <E extends Record> Topic<E> topic(String address, JsonType<E> event) {
    return new Topic<>(address, event, Scopes.NONE);
  }

  /** The same topic, open to all listeners who have each of these. */
  public Topic<E> exposed(Scope... scopes) {
    return new Topic<>(address, event, Scopes.of(scopes));
  }

  /** Whether it may be listened to through a bridge. */
  public boolean isExposed() {
    return !scopes.all().isEmpty();
  }

  /** The part of this topic that concerns one key only. */
  public Topic<E> at(Object key) {
    return new Topic<>(address + "." + key, event, scopes);
  }
}
