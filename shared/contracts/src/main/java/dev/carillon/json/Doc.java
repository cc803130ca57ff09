package dev.carillon.json;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.carillon.failure.Failure;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value: the free part of a message. Its content is a {@link String}, {@link
 * Boolean}, {@link Number}, {@code null}, or an unmodifiable {@link List} or {@link Map} of such.
 */
public final class Doc {
  private final @Nullable Object value;

  /**
   * For a field whose numbers become text that people read: they keep the characters that they were
   * written with ({@code 100.00}, or forty digits), which is what their {@code toString} gives.
   *
   * <pre>{@code
   * record Filling(@Doc.AsWritten Doc data) {}
   * }</pre>
   */
  @JacksonAnnotationsInside
  @JsonDeserialize(using = WrittenReader.class)
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
  public @interface AsWritten {}

  /** The parser bounds depth and digits. */
  private static final class WrittenReader extends StdDeserializer<Doc> {
    private static final long serialVersionUID = 1L;

    WrittenReader() {
      super(Doc.class);
    }

    @Override
    public Doc deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return new Doc(read(parser));
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
      return switch (parser.currentToken()) {
        case START_OBJECT -> {
          parser.nextToken();
          yield object(parser);
        }
        case FIELD_NAME, END_OBJECT -> object(parser); // where a record is made of the whole
        case START_ARRAY -> list(parser);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new WrittenNumber(parser.getText());
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        default -> parser.getText();
      };
    }

    private static Object object(JsonParser parser) throws IOException {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (parser.currentToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, read(parser));
        parser.nextToken();
      }
      return Collections.unmodifiableMap(members);
    }

    private static Object list(JsonParser parser) throws IOException {
      List<@Nullable Object> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(parser));
      }
      return Collections.unmodifiableList(items);
    }
  }

  /** A whole text that is such a value. */
  private record Whole(@JsonValue @AsWritten Doc doc) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Whole {}
  }

  private Doc(@Nullable Object value) {
    this.value = value;
  }

  /**
   * Copies a value built of maps, lists, strings, numbers, booleans and nulls.
   *
   * @throws IllegalArgumentException if it holds anything else
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Doc of(@Nullable Object value) {
    return new Doc(copy(value));
  }

  /** Reads one value as {@link AsWritten} does. INVALID as from {@link Json#read}. */
  public static Doc asWritten(byte[] json) {
    return Json.read(json, Whole.class).doc();
  }

  /** An object of one member per pair of arguments: name, value, name, value... */
  public static Doc object(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return of(members);
  }

  /** The content. */
  @JsonValue
  public @Nullable Object value() {
    return value;
  }

  /** The members when this is an object, else an empty map. */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> members.put(String.valueOf(k), v));
    }
    return Collections.unmodifiableMap(members);
  }

  /** Whether this is an object. */
  public boolean isObject() {
    return value instanceof Map;
  }

  /** The text of a member, or null if there is none or it is not text. */
  public @Nullable String text(String name) {
    return value instanceof Map<?, ?> map && map.get(name) instanceof String s ? s : null;
  }

  /** Whether a member is the boolean {@code true}. */
  public boolean isTrue(String name) {
    return value instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get(name));
  }

  /** This value changed by a JSON merge patch (RFC 7396): null removes, objects merge. */
  public Doc merged(Doc patch) {
    return new Doc(merge(value, patch.value));
  }

  private static @Nullable Object merge(@Nullable Object target, @Nullable Object patch) {
    if (!(patch instanceof Map<?, ?> changes)) {
      return patch;
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (target instanceof Map<?, ?> before) {
      before.forEach((name, member) -> members.put(String.valueOf(name), member));
    }
    changes.forEach(
        (key, change) -> {
          String name = String.valueOf(key);
          if (change == null) {
            members.remove(name);
          } else {
            members.put(name, merge(members.get(name), change));
          }
        });
    return Collections.unmodifiableMap(members);
  }

  /** How many containers lie inside one another: 0 for a scalar, 1 for a flat object. */
  public int depth() {
    return depth(value);
  }

  private static int depth(@Nullable Object value) {
    Iterable<?> children =
        switch (value) {
          case Map<?, ?> map -> map.values();
          case List<?> list -> list;
          case null, default -> null;
        };
    if (children == null) {
      return 0;
    }
    int deepest = 0;
    for (Object child : children) {
      deepest = Math.max(deepest, depth(child));
    }
    return deepest + 1;
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Doc doc -> doc.value;
      case String s -> s;
      case Boolean b -> b;
      case Double d when !Double.isFinite(d) ->
          throw Failure.invalid("", "holds a number that is too large");
      case BigInteger tooLong -> throw Failure.invalid("", "holds a number that is too large");
      case Number n -> n;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((k, v) -> members.put(String.valueOf(k), copy(v)));
        yield Collections.unmodifiableMap(members);
      }
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(v -> items.add(copy(v)));
        yield Collections.unmodifiableList(items);
      }
      default -> throw new IllegalArgumentException("Not a JSON value: " + value.getClass());
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Doc doc && java.util.Objects.equals(value, doc.value);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hashCode(value);
  }

  @Override
  public String toString() {
    return Json.text(this);
  }
}
