package dev.carillon.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import org.jspecify.annotations.Nullable;

/**
 * What JSON is to be read as, with its type argument if it has one: a class alone cannot say that
 * an event is about a user.
 */
public final class JsonType<T> {
  private final Class<T> raw;
  private final JavaType type;

  private JsonType(Class<T> raw, JavaType type) {
    this.raw = raw;
    this.type = type;
  }

  /** A type without arguments. */
  public static <T> JsonType<T> of(Class<T> type) {
    return new JsonType<>(type, TypeFactory.defaultInstance().constructType(type));
  }

  /**
   * A type with one argument. The caller names it once, beside the generic type itself.
   *
   * @param generic such as {@code DomainEvent}
   * @param argument such as {@code UserEvent}
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a class has no type arguments at run time
  public static <T> JsonType<T> of(Class<? super T> generic, Class<?> argument) {
    return new JsonType<>(
        (Class) generic, TypeFactory.defaultInstance().constructParametricType(generic, argument));
  }

  /** The class without its argument. */
  public Class<T> raw() {
    return raw;
  }

  /** The class of its type argument; null if it has none. */
  public @Nullable Class<?> argument() {
    return type.containedTypeCount() == 0 ? null : type.containedType(0).getRawClass();
  }

  /** A value that is known to be of this type, such as one that never left the process. */
  public T cast(Object value) {
    return raw.cast(value);
  }

  JavaType type() {
    return type;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonType<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return type.toCanonical();
  }
}
