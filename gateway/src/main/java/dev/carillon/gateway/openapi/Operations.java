package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.openapi.schema.Schemas;
import dev.carillon.json.Doc;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operations of routes. */
record Operations(Schemas out, Schemas in, Examples examples) {
  private static final String JSON = "application/json";
  private static final String SCHEMA = "schema";
  private static final String DESCRIPTION = "description";

  static String path(String path) {
    return path.replaceAll(":([A-Za-z]+)", "{$1}");
  }

  static String method(HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  static String id(HttpMethod method, String path) {
    StringBuilder id = new StringBuilder(method(method));
    for (String word : path.split("[/:{}.-]+", -1)) {
      if (!word.isEmpty() && !word.equals("v1")) {
        id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return id.toString();
  }

  /** The first word of the path. */
  private static String tag(String path) {
    return path.startsWith("/v1/") ? path.split("/", -1)[2] : "playground";
  }

  /** The playground has paths that {@code /v1} has too. */
  private static String idPath(String path) {
    return path.startsWith("/v1/") ? path : "/playground" + path;
  }

  static boolean takesKey(Route route) {
    Told told = route.told();
    boolean keeps =
        route.method().equals(HttpMethod.POST) || route.method().equals(HttpMethod.PATCH);
    return keeps && told != null && !told.isKeyless();
  }

  Map<String, Object> of(Route route) {
    Examples.@Nullable Example example = examples.of(route.method().name() + " " + route.path());
    Told told = route.told();
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", id(route.method(), idPath(route.path())));
    operation.put("tags", List.of(tag(route.path())));
    operation.put("summary", told == null ? "" : told.summary());
    operation.put("security", security(route));
    operation.put("x-seconds", route.limit().toSeconds());
    operation.put("parameters", parameters(route, example));
    if (route.body() != null) {
      operation.put("requestBody", body(route, told == null ? null : told.checks(), example));
    }
    operation.put("responses", responses(route, example));
    return operation;
  }

  private static List<Object> security(Route route) {
    List<Object> ways = new ArrayList<>();
    ways.add(Map.of("key", List.of(route.scope().toString())));
    if (route.forUsers()) {
      ways.add(Map.of("token", List.of()));
    }
    return ways;
  }

  private static List<Object> parameters(Route route, Examples.@Nullable Example example) {
    List<Object> parameters = new ArrayList<>();
    for (Param<?> param : route.params()) {
      Map<String, Object> parameter = new LinkedHashMap<>();
      parameter.put("name", param.name());
      parameter.put("in", param.inPath() ? "path" : "query");
      parameter.put("required", param.isNeeded());
      parameter.put(DESCRIPTION, "It " + param.rule() + ".");
      parameter.put(
          SCHEMA,
          param.isRepeated() ? Map.of("type", "array", "items", param.shape()) : param.shape());
      Object given = example == null ? null : example.parameters().get(param.name());
      if (given != null) {
        parameter.put("example", param.isRepeated() ? List.of(given) : given);
      }
      parameters.add(parameter);
    }
    parameters.addAll(headers(route));
    return parameters;
  }

  private static List<Object> headers(Route route) {
    List<Object> headers = new ArrayList<>();
    Told told = route.told();
    if (takesKey(route)) {
      headers.add(Headers.request("Idempotency-Key"));
    }
    if (told != null && told.match() != Match.NONE) {
      headers.add(Headers.request(told.match() == Match.NEEDED ? "If-Match-Needed" : "If-Match"));
    }
    if (told != null && told.onlyNew()) {
      headers.add(Headers.request("If-None-Match-Any"));
    }
    if (told != null && told.isVersioned() && route.method().equals(HttpMethod.GET)) {
      headers.add(Headers.request("If-None-Match"));
    }
    if (route.produced().equals(Streamed.EVENTS)) {
      headers.add(Headers.request("Last-Event-ID"));
    }
    headers.add(Headers.request("traceparent"));
    return headers;
  }

  private Map<String, Object> body(
      Route route, @Nullable Runnable checks, Examples.@Nullable Example example) {
    Class<?> type = route.body();
    Map<String, Object> content = new LinkedHashMap<>();
    boolean isFree = type == Doc.class && checks == null;
    content.put(SCHEMA, isFree || type == null ? Map.of() : in.of(type, checks));
    if (example != null && example.body() != null) {
      content.put("examples", Map.of("recorded", Map.of("value", example.body())));
    }
    Map<String, Object> types = new TreeMap<>(Map.of(JSON, content));
    if (route.method().equals(HttpMethod.PATCH)) {
      types.put("application/merge-patch+json", content);
    }
    return Map.of("required", true, "content", types);
  }

  private Map<String, Object> responses(Route route, Examples.@Nullable Example example) {
    Told told = route.told();
    Map<String, Object> responses = new TreeMap<>();
    if (told != null) {
      responses.put(Integer.toString(told.status()), success(route, told, example));
      if (told.isVersioned() && route.method().equals(HttpMethod.GET)) {
        responses.put(
            "304", Map.of(DESCRIPTION, "It is as it was.", "headers", Headers.answer("ETag")));
      }
    }
    Refusals.of(route).forEach(status -> responses.put(status, Refusals.reference(status)));
    return responses;
  }

  private Map<String, Object> success(Route route, Told told, Examples.@Nullable Example example) {
    Map<String, Object> success = new LinkedHashMap<>();
    success.put(DESCRIPTION, told.summary() + ".");
    success.put("headers", Headers.answers(route, told));
    Map<String, Object> content = new LinkedHashMap<>();
    if (told.answer() != null) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(SCHEMA, out.of(told.answer()));
      if (example != null && example.answer() != null) {
        json.put("examples", Map.of("recorded", Map.of("value", example.answer())));
      }
      content.put(JSON, json);
    } else if (!route.produced().equals(JSON)) {
      content.put(route.produced(), Map.of(SCHEMA, Map.of("type", "string")));
    }
    if (route.watching() != null) {
      content.put(Streamed.EVENTS, Map.of(SCHEMA, Map.of("type", "string")));
    }
    if (!content.isEmpty()) {
      success.put("content", content);
    }
    return success;
  }
}
