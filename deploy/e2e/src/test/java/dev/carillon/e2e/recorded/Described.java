package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.gateway.client.ClientFiles;
import dev.carillon.gateway.console.Console;
import dev.carillon.gateway.console.SessionPath;
import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.inbox.InboxFrame;
import dev.carillon.gateway.mail.UnsubscribePage;
import dev.carillon.gateway.openapi.ApiPages;
import dev.carillon.gateway.openapi.OpenApi;
import dev.carillon.gateway.templates.DraftViews;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The API as its document describes it, asked by a validator that is not ours. */
final class Described {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY = "application~1json";

  private final JsonNode document;
  private final JsonNode strict;
  private final Map<String, Schema> compiled = new HashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private Described(JsonNode document) {
    this.document = document;
    withoutMailFormat(document);
    this.strict = document.get("components").deepCopy();
    strict.get("schemas").forEach(Described::close);
  }

  /** Of all route tables, those too that a setting would switch on. */
  static Described allTables(Vertx vertx, List<Route> lines) {
    return of(OpenApi.document(lines, openPaths(vertx)));
  }

  /** As a running product describes itself. */
  static Described of(Product product) {
    Answer document =
        new Wire(product.port())
            .send(
                "GET",
                "/openapi.json",
                Map.of("host", "127.0.0.1", "connection", "close"),
                "",
                new ByteArrayOutputStream());
    return of(document.body().getBytes(StandardCharsets.UTF_8));
  }

  static Described of(byte[] json) {
    try {
      return new Described(JSON.readTree(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<OpenPath> openPaths(Vertx vertx) {
    List<OpenPath> others = new ArrayList<>(ClientFiles.paths());
    others.add(new UnsubscribePage(null, null).path());
    others.add(new SessionPath(null, null).path());
    others.addAll(Console.paths(vertx));
    others.add(new InboxFrame(null, null).path());
    others.add(DraftViews.of(vertx, null).path());
    return new ApiPages(vertx, List.of()).with(others);
  }

  static List<String> openRoutes(Vertx vertx) {
    List<String> routes = new ArrayList<>();
    openPaths(vertx)
        .forEach(path -> path.methods().keySet().forEach(m -> routes.add(m + " " + path.path())));
    return routes;
  }

  JsonNode document() {
    return document;
  }

  /** The operation of {@code METHOD /path/:name}; missing where there is none. */
  JsonNode operation(String route) {
    String[] parts = route.split(" ", 2);
    return document
        .get("paths")
        .path(parts[1].replaceAll(":([A-Za-z]+)", "{$1}"))
        .path(parts[0].toLowerCase(Locale.ROOT));
  }

  /** Every operation, as its route is written. */
  List<String> operations() {
    List<String> all = new ArrayList<>();
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            all.add(
                                method.toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey().replaceAll("\\{([A-Za-z]+)}", ":$1"))));
    return all;
  }

  JsonNode requestSchema(String route) {
    return operation(route).at("/requestBody/content/" + BODY + "/schema");
  }

  boolean takesBody(String route, JsonNode body) {
    return errors("in " + route, requestSchema(route), document.get("components"), body).isEmpty();
  }

  boolean allows(JsonNode schema, JsonNode value) {
    return errors("of " + schema, schema, document.get("components"), value).isEmpty();
  }

  /** What the document says against an answer; empty if it is as described. */
  String against(String route, int status, String type, String body) {
    JsonNode answer = resolved(operation(route).path("responses").path(Integer.toString(status)));
    if (answer.isMissingNode()) {
      return "the status " + status + " is not described";
    }
    JsonNode content = answer.path("content");
    if (type == null || type.isEmpty()) {
      return "";
    }
    JsonNode schema = content.path(type.split(";", 2)[0]).path("schema");
    if (schema.isMissingNode()) {
      return "the type " + type + " is not described";
    }
    if (!type.contains("json") || type.contains("ndjson")) {
      return "";
    }
    return errors("out " + route + status, schema, strict, parsed(body));
  }

  private String errors(String key, JsonNode schema, JsonNode components, JsonNode value) {
    Schema one =
        compiled.computeIfAbsent(
            key,
            k -> {
              ObjectNode whole = schema.deepCopy();
              whole.set("components", components);
              return registry.getSchema(whole);
            });
    StringBuilder errors = new StringBuilder();
    one.validate(value).forEach(error -> errors.append(error).append("; "));
    return errors.toString();
  }

  /** The sentences that a body may be refused with beside what its schema says. */
  Set<String> sentences(String route) {
    Set<String> found = new HashSet<>();
    collect(requestSchema(route), found, new HashSet<>());
    return found;
  }

  private void collect(JsonNode schema, Set<String> found, Set<String> seen) {
    schema.path("x-refused").forEach(sentence -> found.add(sentence.asText()));
    if (schema.has("$ref") && seen.add(schema.get("$ref").asText())) {
      collect(resolved(schema), found, seen);
    }
    schema.forEach(inner -> collect(inner, found, seen));
  }

  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** This validator's idea of an address knows the top level domains of today, and no others. */
  private static void withoutMailFormat(JsonNode node) {
    if (node.path("format").asText().equals("email")) {
      ((ObjectNode) node).remove("format");
    }
    node.forEach(Described::withoutMailFormat);
  }

  /** What is not described must not be answered, even if a reader would have to bear it. */
  private static void close(JsonNode schema) {
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
  }

  static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }
}
