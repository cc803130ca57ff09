package dev.carillon.contract.catalogue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line for each record: its members as they stand in JSON, and what they hold. */
final class RecordLines {
  private static final Map<Class<?>, String> WORDS =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(UUID.class, "id"),
          Map.entry(Instant.class, "time"),
          Map.entry(Duration.class, "duration"),
          Map.entry(Doc.class, "JSON"),
          Map.entry(Boolean.class, "boolean"),
          Map.entry(boolean.class, "boolean"),
          Map.entry(Integer.class, "integer"),
          Map.entry(int.class, "integer"),
          Map.entry(Long.class, "integer"),
          Map.entry(long.class, "integer"),
          Map.entry(Double.class, "number"),
          Map.entry(double.class, "number"));

  private final Map<Class<?>, String> lines =
      new TreeMap<>(Comparator.comparing(RecordLines::title).thenComparing(Class::getName));

  /** A record, an interface of records or an enum, and all that it holds. */
  void add(Class<?> type) {
    if (lines.containsKey(type)) {
      return;
    }
    lines.put(type, ""); // one that holds itself ends here
    if (type.isRecord()) {
      lines.put(type, members(type));
    } else if (type.isEnum()) {
      lines.put(
          type,
          Arrays.stream(type.getEnumConstants())
              .map(constant -> "`" + Json.text(constant) + "`")
              .collect(Collectors.joining(", ", "one of ", "")));
    } else if (type.isSealed()) {
      List<Class<?>> kinds = List.of(type.getPermittedSubclasses());
      kinds.forEach(this::add);
      String which = type.isAnnotationPresent(JsonSubTypes.class) ? ", told apart by `change`" : "";
      lines.put(
          type,
          kinds.stream()
                  .map(kind -> "`" + title(kind) + "`")
                  .collect(Collectors.joining(", ", "one of ", ""))
              + which);
    } else {
      throw new AssertionError("Neither a record nor made of records: " + type);
    }
  }

  String text() {
    return lines.entrySet().stream()
        .map(line -> "- `" + title(line.getKey()) + "`: " + line.getValue())
        .collect(Collectors.joining("\n"));
  }

  private String members(Class<?> type) {
    return type.getRecordComponents().length == 0
        ? "nothing"
        : Arrays.stream(type.getRecordComponents())
            .map(this::member)
            .collect(Collectors.joining(", "));
  }

  private String member(RecordComponent part) {
    boolean optional = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return "`" + part.getName() + "` " + word(part.getAnnotatedType()) + (optional ? "?" : "");
  }

  private String word(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      return generic.getRawType() == List.class
          ? "list of " + word(arguments[0])
          : generic.getRawType() == Map.class
              ? "object of " + word(arguments[1])
              : raw((Class<?>) generic.getRawType()) + " of " + word(arguments[0]);
    }
    return type instanceof Class<?> plain ? raw(plain) : "its argument";
  }

  private String raw(Class<?> type) {
    String word = WORDS.get(type);
    if (word != null) {
      return word;
    }
    add(type);
    return "`" + title(type) + "`";
  }

  private static String title(Class<?> type) {
    return type.getEnclosingClass() == null
        ? type.getSimpleName()
        : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
  }
}
