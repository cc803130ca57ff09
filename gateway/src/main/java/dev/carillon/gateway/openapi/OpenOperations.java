package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.OpenPath;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The operations of paths that need no key. */
final class OpenOperations {
  private static final Pattern PARAMETER = Pattern.compile(":([A-Za-z]+)");
  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private OpenOperations() {}

  static Map<String, Object> of(OpenPath path, HttpMethod method, String summary) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", Operations.id(method, path.path()));
    operation.put("tags", List.of("open"));
    operation.put("summary", summary);
    operation.put("security", List.of());
    operation.put(
        "parameters",
        PARAMETER.matcher(path.path()).results().map(OpenOperations::parameter).toList());
    Map<String, Object> content = new TreeMap<>();
    path.produced()
        .forEach(
            type -> content.put(type, Map.of("schema", type.endsWith("json") ? Map.of() : TEXT)));
    Map<String, Object> responses = new TreeMap<>();
    if (content.isEmpty()) {
      responses.put("303", Map.of("description", summary + "."));
    } else {
      responses.put("200", Map.of("description", summary + ".", "content", content));
    }
    Refusals.OPEN.forEach(status -> responses.put(status, Refusals.reference(status)));
    operation.put("responses", responses);
    return operation;
  }

  private static Map<String, Object> parameter(MatchResult match) {
    return Map.of("name", match.group(1), "in", "path", "required", true, "schema", TEXT);
  }
}
