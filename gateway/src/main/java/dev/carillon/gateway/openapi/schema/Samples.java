package dev.carillon.gateway.openapi.schema;

import dev.carillon.failure.Rules;
import dev.carillon.json.Doc;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a record of any values, to hear what its constructor checks. */
final class Samples {
  private static final String TEXT = "a";

  /** A header that a mail may have: what its value must be is heard of such a name only. */
  private static final String NAME = "X-a";

  private Samples() {}

  /** What the constructor of a record checks. */
  static Rules rules(Class<?> type) {
    Object[] values =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getGenericType)
            .map(Samples::sample)
            .toArray();
    return Rules.of(() -> made(type, values));
  }

  private static @Nullable Object made(Class<?> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException behindTheChecks) {
      return null; // the sample is none of what they allow
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " is a record that cannot be made", e);
    }
  }

  private static @Nullable Object sample(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      @Nullable Object one = sample(last);
      return generic.getRawType() == Map.class ? some(one) : one == null ? List.of() : List.of(one);
    }
    return type instanceof Class<?> plain ? plain(plain) : null;
  }

  private static Map<String, Object> some(@Nullable Object value) {
    return value == null ? Map.of() : Map.of(NAME, value);
  }

  private static @Nullable Object plain(Class<?> type) {
    if (type.isRecord()) {
      return nested(type);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return switch (type.getName()) {
      case "java.lang.String" -> TEXT;
      case "int", "java.lang.Integer" -> 1;
      case "long", "java.lang.Long" -> 1L;
      case "double", "java.lang.Double" -> 1.0;
      case "boolean", "java.lang.Boolean" -> true;
      case "java.util.UUID" -> new UUID(0, 0);
      case "java.time.Instant" -> Instant.EPOCH;
      case "java.time.Duration" -> Duration.ofSeconds(1);
      case "dev.carillon.json.Doc" -> Doc.of(Map.of());
      default -> null;
    };
  }

  /** While rules are noted nothing is refused, so that any values will do. */
  private static @Nullable Object nested(Class<?> type) {
    Object[] values =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getGenericType)
            .map(Samples::sample)
            .toArray();
    Object[] made = new Object[1];
    Rules.of(() -> made[0] = made(type, values));
    return made[0];
  }
}
