package dev.carillon.gateway.openapi.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carillon.json.Json;
import dev.carillon.text.DurationText;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schemas by type. */
record Types(Schemas schemas, boolean in) {
  private static final String UUID_PATTERN =
      "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
  private static final List<String> NOT_NULL =
      List.of("object", "array", "string", "number", "boolean");
  private static final String TYPE = "type";

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** What a record writes beside its components: the name of an event. */
  static List<Method> named(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(JsonProperty.class))
        .filter(
            method ->
                Arrays.stream(type.getRecordComponents())
                    .noneMatch(component -> component.getName().equals(method.getName())))
        .toList();
  }

  /** The same or null. */
  static Map<String, Object> orNull(Map<String, Object> schema) {
    Map<String, Object> wider = new LinkedHashMap<>(schema);
    Object type = schema.get(TYPE);
    if (type instanceof String one && !schema.containsKey("enum")) {
      wider.put(TYPE, List.of(one, "null"));
      return wider;
    }
    if (type == null && !schema.containsKey("$ref")) {
      return schema;
    }
    if (type instanceof List<?> several) {
      List<Object> types = new ArrayList<>(several);
      types.add("null");
      wider.put(TYPE, types);
      return wider;
    }
    return Map.of("anyOf", List.of(schema, Map.of(TYPE, "null")));
  }

  Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Map<String, Object> last = of(arguments[arguments.length - 1]);
      return generic.getRawType() == Map.class
          ? Map.of(TYPE, "object", "additionalProperties", last)
          : Map.of(TYPE, "array", "items", last);
    }
    return type instanceof Class<?> plain ? of(plain) : Map.of();
  }

  Map<String, Object> of(Class<?> type) {
    if (Schemas.isFree(type)) {
      return in ? Map.of(TYPE, NOT_NULL) : Map.of();
    }
    if (type.isRecord()) {
      return schemas.reference(type, null);
    }
    if (type.isEnum()) {
      return Map.of(
          TYPE, "string", "enum", Arrays.stream(type.getEnumConstants()).map(Types::text).toList());
    }
    if (type.isSealed()) {
      return Map.of("anyOf", Arrays.stream(type.getPermittedSubclasses()).map(this::of).toList());
    }
    return plain(type);
  }

  private static String text(Object constant) {
    return Json.read(Json.text(constant), String.class);
  }

  private Map<String, Object> plain(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.String" -> Map.of(TYPE, "string");
      case "int", "java.lang.Integer" -> Map.of(TYPE, "integer", "format", "int32");
      case "long", "java.lang.Long" -> Map.of(TYPE, "integer", "format", "int64");
      case "double", "java.lang.Double" -> Map.of(TYPE, "number");
      case "boolean", "java.lang.Boolean" -> Map.of(TYPE, "boolean");
      case "java.util.UUID" -> Map.of(TYPE, "string", "format", "uuid", "pattern", UUID_PATTERN);
      case "java.time.Instant" -> Map.of(TYPE, "string", "format", "date-time");
      case "java.time.Duration" -> duration();
      default -> Map.of();
    };
  }

  /** Two spellings come in, and the one of ISO 8601 goes out. */
  private Map<String, Object> duration() {
    return in
        ? Map.of(TYPE, "string", "pattern", DurationText.WHOLE, "examples", List.of("10m"))
        : Map.of(TYPE, "string", "format", "duration");
  }
}
