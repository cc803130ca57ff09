package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Queries near what the document says of an operation's parameters: each parameter with values at
 * the edges of its schema and beyond them, given twice, and one that nobody knows.
 */
final class GeneratedQueries {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  /** Of no type, of each type, and nearly of some. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A b",
          "a\nb",
          "\u200b",
          "0",
          "1",
          "-1",
          "+1",
          "01",
          "1.5",
          "1e3",
          "0x10",
          "99999999999999999999",
          "\u0661",
          "true",
          "TRUE",
          "false",
          "null",
          "gen@example.org",
          "2030-01-01T00:00:00Z",
          "2030-01-01T00:00:00",
          "2030-02-30T00:00:00Z",
          "2030-01-01",
          "01a2053c-f08d-7000-9f43-db727cead178",
          "01a2053cf08d70009f43db727cead178",
          "{01a2053c-f08d-7000-9f43-db727cead178}");

  /**
   * One query.
   *
   * @param parameter as the document describes it; missing for one that it does not know
   * @param values as they are given, one after the other
   */
  record Query(JsonNode parameter, String name, List<String> values) {
    /** Whether it is one text of any kind, which a service may still refuse in words. */
    boolean isFree() {
      JsonNode schema = item(parameter);
      return schema.path("type").asText().equals("string")
          && !schema.has("enum")
          && !schema.has("format");
    }
  }

  private final Described api;

  GeneratedQueries(Described api) {
    this.api = api;
  }

  /** Those of an operation; none if it has no parameters of the query. */
  List<Query> of(String route) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode parameter : api.operation(route).get("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        String name = parameter.path("name").asText();
        texts(item(parameter))
            .forEach(text -> queries.add(new Query(parameter, name, List.of(text))));
        queries.add(new Query(parameter, name, List.of("1", "1")));
      }
    }
    queries.add(new Query(MAKE.missingNode(), "surprise", List.of("1")));
    return queries;
  }

  /** Whether the document allows it. */
  boolean allows(Query query) {
    if (query.parameter().isMissingNode()) {
      return false;
    }
    boolean mayRepeat = query.parameter().at("/schema/type").asText().equals("array");
    return (mayRepeat || query.values().size() == 1)
        && query.values().stream()
            .allMatch(text -> api.allows(item(query.parameter()), typed(query.parameter(), text)));
  }

  private static JsonNode item(JsonNode parameter) {
    JsonNode schema = parameter.path("schema");
    return schema.path("type").asText().equals("array") ? schema.get("items") : schema;
  }

  private static Set<String> texts(JsonNode schema) {
    Set<String> texts = new LinkedHashSet<>(TEXTS);
    schema.path("enum").forEach(value -> texts.add(value.asText()));
    schema.path("enum").forEach(value -> texts.add(value.asText() + "s"));
    for (String edge : List.of("minimum", "maximum")) {
      if (schema.has(edge)) {
        long value = schema.get(edge).asLong();
        texts.addAll(List.of("" + (value - 1), "" + value, "" + (value + 1)));
      }
    }
    return texts;
  }

  /** The text as a value of JSON, if it is written as one of the schema's type. */
  private static JsonNode typed(JsonNode parameter, String text) {
    return switch (item(parameter).path("type").asText()) {
      case "integer" ->
          text.matches("-?(0|[1-9][0-9]{0,17})")
              ? MAKE.numberNode(Long.parseLong(text))
              : MAKE.textNode(text);
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? MAKE.booleanNode(text.equals("true"))
              : MAKE.textNode(text);
      default -> MAKE.textNode(text);
    };
  }
}
