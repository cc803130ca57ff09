package dev.carillon.gateway.openapi.schema;

import dev.carillon.failure.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of the fields of one record, from its constructor and from what is checked later. */
final class Fields {
  private final List<Rules> all;

  Fields(@Nullable Rules own, @Nullable Rules later) {
    this.all = Stream.of(own, later).flatMap(Stream::ofNullable).toList();
  }

  boolean isNeeded(String pointer) {
    return all.stream().anyMatch(rules -> rules.isNeeded(pointer));
  }

  /** A field's schema with the rules that stand at its pointer, and at those within it. */
  Map<String, Object> schema(String pointer, Map<String, Object> type) {
    Map<String, Object> schema = new LinkedHashMap<>(type);
    all.forEach(rules -> schema.putAll(rules.keywords(pointer)));
    describe(pointer, schema);
    for (String inner : within(pointer)) {
      within(pointer + "/" + inner, inner, schema);
    }
    return schema;
  }

  @SuppressWarnings("unchecked") // it is ours
  private void within(String pointer, String name, Map<String, Object> schema) {
    String items = schema.containsKey("items") ? "items" : "additionalProperties";
    if (schema.get(items) instanceof Map<?, ?> inner) {
      schema.put(items, schema(pointer, (Map<String, Object>) inner));
    } else if (schema.containsKey("$ref")) {
      Map<String, Object> more = new LinkedHashMap<>();
      if (schema.get("properties") instanceof Map<?, ?> known) {
        more.putAll((Map<String, Object>) known);
      }
      more.put(name, orAbsent(pointer, schema(pointer, Map.of())));
      schema.put("properties", more);
    } else {
      describe(pointer, schema); // of a free value
    }
  }

  /** Beside a reference a rule holds where the field has a value. */
  private Map<String, Object> orAbsent(String pointer, Map<String, Object> schema) {
    return isNeeded(pointer) ? schema : Map.of("if", Map.of("type", "string"), "then", schema);
  }

  /** Says in words what JSON Schema has no words for. */
  void describe(String pointer, Map<String, Object> schema) {
    Set<String> sentences = new LinkedHashSet<>();
    if (schema.get("x-refused") instanceof List<?> known) {
      known.forEach(sentence -> sentences.add(String.valueOf(sentence)));
    }
    all.forEach(rules -> sentences.addAll(rules.sentences(pointer)));
    if (!sentences.isEmpty()) {
      schema.put("description", "Refused where it " + String.join("; ", sentences) + ".");
      schema.put("x-refused", new ArrayList<>(sentences));
    }
  }

  private Set<String> within(String pointer) {
    Set<String> names = new LinkedHashSet<>();
    for (Rules rules : all) {
      for (String other : rules.pointers()) {
        String absolute = other.startsWith("/") || other.isEmpty() ? other : "/" + other;
        if (absolute.startsWith(pointer + "/")) {
          names.add(absolute.substring(pointer.length() + 1).split("/", 2)[0]);
        }
      }
    }
    return names;
  }
}
