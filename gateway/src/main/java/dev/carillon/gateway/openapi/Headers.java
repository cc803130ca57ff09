package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.told.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The headers of requests and answers, each described once. */
final class Headers {
  private static final String VERSION = "\"v3\"";
  private static final String TAGS = "Up to ten ETags, or *; only the version counts.";

  private static final Map<String, String> ANSWERS =
      Map.of(
          "x-request-id", "The request's trace id (W3C), which logs and the audit have too.",
          "ETag", "The version, such as \"v3\"; another one as soon as a byte of the body is.",
          "Location", "The path of what was made.",
          "Idempotent-Replayed", "true where this is the answer to an earlier request of this key.",
          "Retry-After", "After how many seconds to come again.",
          "RateLimit", "What is left of the key's rate, where there is one.",
          "RateLimit-Policy", "The key's rate, where there is one.",
          "Allow", "The methods that the path has.",
          "WWW-Authenticate", "Bearer.");

  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private Headers() {}

  /** All that answers may have, for the components. */
  static Map<String, Object> answers() {
    Map<String, Object> all = new TreeMap<>();
    ANSWERS.forEach((name, what) -> all.put(name, Map.of("description", what, "schema", TEXT)));
    return all;
  }

  static Map<String, Object> answer(String... names) {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String name : List.of(names)) {
      headers.put(name, Map.of("$ref", "#/components/headers/" + name));
    }
    return headers;
  }

  /** Those of an answer where nothing fails. */
  static Map<String, Object> answers(Route route, Told told) {
    Map<String, Object> headers = answer("x-request-id", "RateLimit", "RateLimit-Policy");
    if (told.isVersioned()) {
      headers.putAll(answer("ETag"));
    }
    if (told.status() == 201 || told.status() == 202) {
      headers.putAll(answer("Location"));
    }
    if (Operations.takesKey(route)) {
      headers.putAll(answer("Idempotent-Replayed"));
    }
    return headers;
  }

  static Map<String, Object> request(String component) {
    return Map.of("$ref", "#/components/parameters/" + component);
  }

  /** Those of requests, for the components. */
  static Map<String, Object> requests() {
    Map<String, Object> all = new TreeMap<>();
    all.put(
        "Idempotency-Key",
        header(
            "Idempotency-Key",
            false,
            "Makes the write repeatable for 24 hours: the same request gets the same answer.",
            Map.of("type", "string", "minLength", 1, "maxLength", 257)));
    all.put("If-Match", header("If-Match", false, "Only if it has this version. " + TAGS, tag()));
    all.put("If-Match-Needed", header("If-Match", true, "The version to change. " + TAGS, tag()));
    all.put(
        "If-None-Match",
        header("If-None-Match", false, "304 if it still has one of these ETags.", tag()));
    all.put(
        "If-None-Match-Any",
        header("If-None-Match", false, "*: only if there is none yet.", Map.of("const", "*")));
    all.put(
        "Last-Event-ID",
        header("Last-Event-ID", false, "The id of the last event, to resume behind it.", TEXT));
    all.put(
        "traceparent",
        header("traceparent", false, "The caller's trace (W3C trace context).", TEXT));
    return all;
  }

  private static Map<String, Object> tag() {
    return Map.of("type", "string", "examples", List.of(VERSION));
  }

  private static Map<String, Object> header(
      String name, boolean required, String description, Map<String, Object> schema) {
    return Map.of(
        "name", name,
        "in", "header",
        "required", required,
        "description", description,
        "schema", schema);
  }
}
