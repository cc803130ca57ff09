package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.openapi.schema.Schemas;
import dev.carillon.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The description of the API (OpenAPI 3.1), made of the route tables, the records that they name
 * and the checks of those records. What it says and what is refused come from the same lines.
 */
public final class OpenApi {
  private static final String ABOUT =
      """
      Made of the route tables and records that check every request. Rules for all paths are in \
      api.md. What JSON Schema has no words for stands in `x-refused`, sentence by sentence as a \
      refusal has it. Lengths are counted in UTF-16 units. A whole number has no fraction, not \
      even `.0`; no name stands twice in an object; null is the same as absent where it is \
      allowed. Every answer may be followed by new members in a later version.""";

  private OpenApi() {}

  /**
   * The document as JSON.
   *
   * @param routes every line of every table
   * @param open the paths that need no key
   */
  public static byte[] document(List<Route> routes, List<OpenPath> open) {
    return Json.bytes(tree(routes, open));
  }

  /** The same as maps and lists. A route that tells nothing of itself has no answer in it. */
  public static Map<String, Object> tree(List<Route> routes, List<OpenPath> open) {
    Schemas out = Schemas.out();
    Refusals refusals = new Refusals(out);
    routes.forEach(route -> visit(out, route.told() == null ? null : route.told().answer()));
    Schemas in = Schemas.in(out);
    Operations operations = new Operations(out, in, Examples.read());
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(Operations.path(route.path()), OpenApi::item)
          .putIfAbsent(Operations.method(route.method()), operations.of(route));
    }
    for (OpenPath path : open) {
      path.methods()
          .forEach(
              (method, summary) ->
                  paths
                      .computeIfAbsent(Operations.path(path.path()), OpenApi::item)
                      .putIfAbsent(
                          Operations.method(method), OpenOperations.of(path, method, summary)));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema");
    document.put("info", Map.of("title", "Carillon", "version", "1", "description", ABOUT));
    document.put("servers", List.of(Map.of("url", "/")));
    document.put("paths", paths);
    document.put("components", components(out, in, refusals));
    return document;
  }

  private static void visit(Schemas schemas, @Nullable Class<?> type) {
    if (type != null) {
      schemas.of(type);
    }
  }

  private static Map<String, Object> item(String path) {
    return new LinkedHashMap<>();
  }

  private static Map<String, Object> components(Schemas out, Schemas in, Refusals refusals) {
    Map<String, Object> schemas = new TreeMap<>(out.all());
    schemas.putAll(in.all());
    schemas.put(Refusals.SCHEMA, refusals.schema());
    return Map.of(
        "schemas", schemas,
        "responses", refusals.responses(),
        "headers", Headers.answers(),
        "parameters", Headers.requests(),
        "securitySchemes",
            Map.of(
                "key",
                    Map.of(
                        "type", "http",
                        "scheme", "bearer",
                        "description", "An API key, sk_...; with an operation are its scopes."),
                "token",
                    Map.of(
                        "type", "http",
                        "scheme", "bearer",
                        "bearerFormat", "JWT",
                        "description", "The token of an end user, as its lists and rules allow.")));
  }
}
