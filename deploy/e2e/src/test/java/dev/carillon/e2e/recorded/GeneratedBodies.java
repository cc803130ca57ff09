package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bodies near the example of an operation: with a member left out, made null, made another value or
 * added. Which of them are allowed is for the document to say. The same seed makes the same bodies.
 */
final class GeneratedBodies {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
  private static final int LONG = 2_000;

  /** Empty, of two lines, and of another type. */
  private static final List<JsonNode> BAD =
      List.of(
          MAKE.textNode(""),
          MAKE.textNode("a\nb"),
          MAKE.nullNode(),
          MAKE.numberNode(1.5),
          MAKE.arrayNode());

  private final Described api;
  private final Random random;
  private int made;

  GeneratedBodies(Described api, long seed) {
    this.api = api;
    this.random = new Random(seed);
  }

  /**
   * The example, with each member left out and made what hardly any member may be, and so many
   * others.
   */
  List<JsonNode> of(String route, int others) {
    JsonNode example =
        api.operation(route).at("/requestBody/content/application~1json/examples/recorded/value");
    if (!example.isObject()) {
      return List.of();
    }
    List<JsonNode> bodies = new ArrayList<>();
    Map<String, JsonNode> properties = properties(api.requestSchema(route));
    properties.forEach((name, schema) -> near((ObjectNode) example, name, schema, bodies));
    Collections.shuffle(bodies, random);
    List<JsonNode> chosen = new ArrayList<>(List.of(example, MAKE.arrayNode(), MAKE.nullNode()));
    chosen.add(with(example, "surprise", MAKE.numberNode(1)));
    properties.forEach(
        (name, schema) -> {
          ObjectNode without = example.deepCopy();
          chosen.add(without.without(name));
          BAD.forEach(value -> chosen.add(with(example, name, value)));
          List<JsonNode> edges = new ArrayList<>();
          edges(inner(schema), edges);
          edges.forEach(value -> chosen.add(with(example, name, value)));
        });
    chosen.addAll(bodies.subList(0, Math.min(others, bodies.size())));
    return chosen;
  }

  private void near(ObjectNode example, String name, JsonNode schema, List<JsonNode> bodies) {
    values(schema).forEach(value -> bodies.add(with(example, name, value)));
    JsonNode inner = api.resolved(inner(schema));
    boolean isList = inner.path("type").asText().equals("array");
    JsonNode item = isList ? api.resolved(inner.get("items")) : inner;
    JsonNode known = example.path(name);
    JsonNode base = isList ? known.path(0) : known;
    properties(item)
        .forEach(
            (member, type) ->
                values(type)
                    .forEach(
                        value -> {
                          JsonNode one =
                              with(base.isObject() ? base : MAKE.objectNode(), member, value);
                          bodies.add(with(example, name, isList ? MAKE.arrayNode().add(one) : one));
                        }));
  }

  /** What may be null is one of two. */
  private static JsonNode inner(JsonNode schema) {
    return schema.has("anyOf") ? schema.get("anyOf").get(0) : schema;
  }

  private Map<String, JsonNode> properties(JsonNode schema) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    api.resolved(schema)
        .path("properties")
        .fields()
        .forEachRemaining(field -> all.put(field.getKey(), field.getValue()));
    return all;
  }

  private static ObjectNode with(JsonNode example, String name, JsonNode value) {
    ObjectNode other = example.deepCopy();
    other.set(name, value);
    return other;
  }

  /** Some that the schema allows, some at its edges, and some of other types. */
  private List<JsonNode> values(JsonNode schema) {
    List<JsonNode> values = new ArrayList<>();
    made++;
    for (String text :
        List.of(
            "gen-" + made,
            "Gen " + made,
            "",
            " ",
            "a\nb",
            "a\u2028b",
            "\u200b",
            "gen" + made + "@example.org",
            "10m",
            "2030-01-01T00:00:00Z",
            "01a2053c-f08d-7000-9f43-db727cead178",
            "de-CH",
            "Europe/Zurich")) {
      values.add(MAKE.textNode(text));
    }
    inner(schema).path("enum").forEach(values::add);
    edges(inner(schema), values);
    values.add(MAKE.nullNode());
    values.add(MAKE.booleanNode(true));
    values.add(MAKE.numberNode(1));
    values.add(MAKE.numberNode(1.5));
    values.add(MAKE.arrayNode());
    values.add(MAKE.arrayNode().add("a"));
    values.add(MAKE.objectNode());
    values.add(MAKE.objectNode().put("a", 1));
    return values;
  }

  private static void edges(JsonNode schema, List<JsonNode> values) {
    int longest = schema.path("maxLength").asInt();
    if (longest > 0 && longest <= LONG) {
      values.add(MAKE.textNode("a".repeat(longest)));
      values.add(MAKE.textNode("a".repeat(longest + 1)));
    }
    if (schema.has("maximum")) {
      values.add(schema.get("minimum"));
      values.add(MAKE.numberNode(schema.get("minimum").asLong() - 1));
      values.add(schema.get("maximum"));
      values.add(MAKE.numberNode(schema.get("maximum").asLong() + 1));
    }
  }
}
