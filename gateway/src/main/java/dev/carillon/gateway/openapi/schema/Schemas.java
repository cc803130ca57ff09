package dev.carillon.gateway.openapi.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Rules;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of records, each once under its name. Those that come in are as strict as their
 * constructors; those that go out say what is always there.
 */
public final class Schemas {
  private static final String REF = "#/components/schemas/";

  private final Map<String, Map<String, Object>> named = new TreeMap<>();
  private final Map<String, Class<?>> types = new TreeMap<>();
  private final Set<String> taken;
  private final boolean in;

  private Schemas(boolean in, Set<String> taken) {
    this.in = in;
    this.taken = taken;
  }

  /** For what goes out. */
  public static Schemas out() {
    return new Schemas(false, Set.of());
  }

  /** For what comes in: a record that goes out too is called otherwise here, with {@code Input}. */
  public static Schemas in(Schemas out) {
    return new Schemas(true, Set.copyOf(out.named.keySet()));
  }

  /** All that were made, by name. */
  public Map<String, Map<String, Object>> all() {
    return named;
  }

  /** The schema of a type: a reference where it is a record. */
  public Map<String, Object> of(Class<?> type) {
    return new Types(this, in).of(type);
  }

  /**
   * The schema of a body that passes further checks.
   *
   * @param checks what is checked beside the constructor; null for nothing
   */
  public Map<String, Object> of(Class<?> type, @Nullable Runnable checks) {
    Rules more = checks == null ? null : Rules.of(checks);
    if (type.isRecord() && !isFree(type)) {
      return reference(type, more);
    }
    return more == null ? of(type) : FreeBody.schema(more);
  }

  /** A free value is a record too, of a map. */
  static boolean isFree(Class<?> type) {
    return type.getName().equals("dev.carillon.json.Doc");
  }

  /**
   * The schema of a record with a type argument, in place: the members of the argument's type take
   * the place of {@code data}.
   */
  public Map<String, Object> of(Class<?> type, Class<?> data) {
    Map<String, Object> whole = new LinkedHashMap<>(object(type, null));
    if (whole.get("properties") instanceof Map<?, ?> known) {
      Map<String, Object> properties = new LinkedHashMap<>();
      known.forEach((name, schema) -> properties.put(String.valueOf(name), schema));
      properties.put("data", of(data));
      whole.put("properties", properties);
    }
    return whole;
  }

  Map<String, Object> reference(Class<?> type, @Nullable Rules more) {
    String name = name(type);
    if (types.get(name) == null) {
      types.put(name, type);
      named.put(name, Map.of());
      named.put(name, object(type, more));
    } else if (types.get(name) != type) {
      throw new IllegalStateException(
          "%s and %s would have the same name in the API's description: rename one"
              .formatted(type.getName(), types.get(name).getName()));
    }
    return Map.of("$ref", REF + name);
  }

  /** Of a nested record with the name of what it is in; {@code Routes} says nothing to a caller. */
  private String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    String name =
        outer == null
            ? type.getSimpleName()
            : outer.getSimpleName().replaceFirst("Routes$", "") + type.getSimpleName();
    return taken.contains(name) ? name + "Input" : name;
  }

  private Map<String, Object> object(Class<?> type, @Nullable Rules more) {
    Fields fields = new Fields(in ? Samples.rules(type) : null, in ? more : null);
    Types values = new Types(this, in);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      boolean needed = in ? isNeeded(component, fields) : isAlwaysThere(type, component);
      Map<String, Object> schema = fields.schema("/" + name, values.of(component.getGenericType()));
      boolean nullable = in ? !needed : needed && Types.isNullable(component);
      properties.put(name, nullable ? Types.orNull(schema) : schema);
      if (needed) {
        required.add(name);
      }
    }
    if (!in) {
      Types.named(type)
          .forEach(
              method -> {
                properties.put(method.getName(), values.of(method.getReturnType()));
                required.add(method.getName());
              });
    }
    Map<String, Object> object = object(properties, required);
    fields.describe("", object);
    return object;
  }

  private Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    if (in) {
      object.put("additionalProperties", false);
    }
    return object;
  }

  private static boolean isNeeded(RecordComponent component, Fields fields) {
    return component.getType().isPrimitive() || fields.isNeeded("/" + component.getName());
  }

  private static boolean isAlwaysThere(Class<?> type, RecordComponent component) {
    JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
    JsonInclude.Include rule = include(own == null ? type : component.getAccessor());
    return switch (rule) {
      case NON_NULL -> !Types.isNullable(component);
      case NON_EMPTY -> component.getType().isPrimitive() || component.getType() == String.class;
      default -> true;
    };
  }

  private static JsonInclude.Include include(AnnotatedElement element) {
    JsonInclude rule = element.getAnnotation(JsonInclude.class);
    return rule == null ? JsonInclude.Include.ALWAYS : rule.value();
  }
}
