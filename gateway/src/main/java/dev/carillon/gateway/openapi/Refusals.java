package dev.carillon.gateway.openapi;

import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.problem.ProblemCode;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.openapi.schema.Schemas;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How requests may fail: the problem documents, and which statuses a route may have. */
final class Refusals {
  /** The name of the schema of every problem document. */
  static final String SCHEMA = "Problem";

  /** What may happen to a path that needs no key. */
  static final List<String> OPEN =
      List.of("400", "401", "403", "404", "409", "421", "429", "503", "504");

  private static final List<FailureCode> ANY =
      List.of(
          FailureCode.INVALID,
          FailureCode.UNAUTHENTICATED,
          FailureCode.FORBIDDEN,
          FailureCode.RATE_LIMITED,
          FailureCode.INTERNAL,
          FailureCode.UNAVAILABLE,
          FailureCode.TIMEOUT);

  private static final List<ProblemCode> ANY_OF_HTTP =
      List.of(
          ProblemCode.NOT_ACCEPTABLE,
          ProblemCode.PATH_TOO_LONG,
          ProblemCode.MISDIRECTED,
          ProblemCode.HEADERS_TOO_LARGE);

  private final Map<String, Object> schema;

  Refusals(Schemas out) {
    out.of(Problems.DOCUMENT);
    Map<String, Object> problem = new LinkedHashMap<>(out.all().get(SCHEMA));
    if (problem.get("properties") instanceof Map<?, ?> known) {
      Map<String, Object> properties = new LinkedHashMap<>();
      known.forEach((name, type) -> properties.put(String.valueOf(name), type));
      properties.put("code", enumeration(ProblemCode::label));
      properties.put("type", enumeration(ProblemCode::type));
      problem.put("properties", properties);
    }
    this.schema = problem;
  }

  private static Map<String, Object> enumeration(
      java.util.function.Function<ProblemCode, String> text) {
    return Map.of("type", "string", "enum", Arrays.stream(ProblemCode.values()).map(text).toList());
  }

  Map<String, Object> schema() {
    return schema;
  }

  static Map<String, Object> reference(String status) {
    return Map.of("$ref", "#/components/responses/Refused" + status);
  }

  /** The statuses of a route beside its success. */
  static SortedSet<String> of(Route route) {
    SortedSet<Integer> statuses = new TreeSet<>();
    ANY.forEach(code -> statuses.add(ProblemCode.of(code).status()));
    ANY_OF_HTTP.forEach(code -> statuses.add(code.status()));
    Told told = route.told();
    if (told != null) {
      told.refusals().forEach(code -> statuses.add(ProblemCode.of(code).status()));
      if (told.match() != Match.NONE || told.onlyNew()) {
        statuses.add(ProblemCode.PRECONDITION.status());
      }
      if (told.match() == Match.NEEDED) {
        statuses.add(ProblemCode.PRECONDITION_REQUIRED.status());
      }
    }
    if (Operations.takesKey(route)) {
      statuses.add(ProblemCode.IN_PROGRESS.status());
      statuses.add(ProblemCode.IDEMPOTENCY_MISMATCH.status());
    }
    if (route.body() != null) {
      Stream.of(
              ProblemCode.BODY_TOO_SLOW,
              ProblemCode.BODY_TOO_LARGE,
              ProblemCode.UNSUPPORTED_MEDIA_TYPE)
          .forEach(code -> statuses.add(code.status()));
    }
    return statuses.stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
  }

  /** For each status its answer, for the components. */
  Map<String, Object> responses() {
    Map<Integer, List<ProblemCode>> byStatus =
        Arrays.stream(ProblemCode.values())
            .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()));
    Map<String, Object> responses = new TreeMap<>();
    byStatus.forEach((status, codes) -> responses.put("Refused" + status, response(status, codes)));
    return responses;
  }

  private static Map<String, Object> response(int status, List<ProblemCode> codes) {
    String description =
        codes.stream()
            .map(code -> "`%s`: %s %s".formatted(code.label(), code.meaning(), code.remedy()))
            .collect(Collectors.joining("\n\n"));
    Map<String, Object> headers = Headers.answer("x-request-id");
    if (codes.stream().anyMatch(ProblemCode::retryable) && status != 408 && status != 504) {
      headers.putAll(Headers.answer("Retry-After"));
    }
    if (status == 401) {
      headers.putAll(Headers.answer("WWW-Authenticate"));
    }
    if (status == 405) {
      headers.putAll(Headers.answer("Allow"));
    }
    return Map.of(
        "description",
        description,
        "headers",
        headers,
        "content",
        Map.of(
            "application/problem+json",
            Map.of("schema", Map.of("$ref", "#/components/schemas/" + SCHEMA))));
  }
}
