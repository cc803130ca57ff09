package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds every example of a document against a run of the recorded set: its parameters and body were
 * sent, and its answer came. What differs from run to run, such as ids, has the same value here.
 */
final class ReplayedExamples {
  private static final String RECORDED = "/examples/recorded/value";

  private final Described api;
  private final SortedMap<String, JsonNode> replayed = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int held;

  /** Of the document of a product that has just {@code played} these. */
  ReplayedExamples(Described api, List<Recording> played) {
    this.api = api;
    RecordedExamples.of(new TreeSet<>(api.operations()), played)
        .forEach((route, example) -> replayed.put(route, Described.parsed(example)));
  }

  /** The examples that were not replayed, and what has none; empty if nothing is wrong. */
  List<String> wrong() {
    api.operations().forEach(this::hold);
    int all = recorded(api.document());
    if (held != all) {
      wrong.add("%d of %d examples stand where nobody holds them".formatted(all - held, all));
    }
    valid("", api.document());
    return wrong;
  }

  private void hold(String route) {
    JsonNode operation = api.operation(route);
    JsonNode example = replayed.get(route);
    operation.path("parameters").forEach(parameter -> holdParameter(route, parameter, example));
    content(operation.path("requestBody"))
        .forEach((type, json) -> hold(route, json, example, "body"));
    operation
        .path("responses")
        .fields()
        .forEachRemaining(
            answer ->
                content(answer.getValue())
                    .forEach(
                        (type, json) -> {
                          if (!json.at(RECORDED).isMissingNode()
                              && example != null
                              && !answer.getKey().equals(example.path("status").asText())) {
                            wrong.add(route + " has an example of the status " + answer.getKey());
                          }
                          hold(route, json, example, "answer");
                        }));
    if (operation.has("requestBody")
        && content(operation.path("requestBody")).values().stream()
            .anyMatch(json -> json.at(RECORDED).isMissingNode())) {
      wrong.add(route + " has no example of its body");
    }
  }

  private static Map<String, JsonNode> content(JsonNode node) {
    Map<String, JsonNode> content = new TreeMap<>();
    node.path("content")
        .fields()
        .forEachRemaining(entry -> content.put(entry.getKey(), entry.getValue()));
    return content;
  }

  private void hold(String route, JsonNode json, JsonNode example, String member) {
    JsonNode shown = json.at(RECORDED);
    if (shown.isMissingNode()) {
      return;
    }
    held++;
    if (example == null || !shown.equals(example.path(member))) {
      wrong.add(route + " was not asked, or has not answered, so: " + member + " " + shown);
    }
  }

  private void holdParameter(String route, JsonNode parameter, JsonNode example) {
    JsonNode shown = parameter.path("example");
    if (shown.isMissingNode()) {
      return;
    }
    String name = parameter.get("name").asText();
    String value = (shown.isArray() ? shown.get(0) : shown).asText();
    if (example == null || !value.equals(example.at("/parameters/" + name).asText(null))) {
      wrong.add(route + " was not asked with " + name + "=" + value);
    }
  }

  private static int recorded(JsonNode node) {
    int all = node.at(RECORDED).isMissingNode() ? 0 : 1;
    for (JsonNode inner : node) {
      all += recorded(inner);
    }
    return all;
  }

  /** The examples of a schema, which are values that were never sent, are such values at least. */
  private void valid(String pointer, JsonNode node) {
    if (node.path("examples").isArray()) {
      node.get("examples")
          .forEach(
              value -> {
                if (!api.allows(node, value)) {
                  wrong.add(pointer + " does not allow its own example " + value);
                }
              });
    }
    node.fields()
        .forEachRemaining(entry -> valid(pointer + "/" + entry.getKey(), entry.getValue()));
  }
}
