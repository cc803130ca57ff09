package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a running product with generated bodies and queries, and holds what it answers against what
 * its own document says: what the document allows is not refused, but with a sentence that it has;
 * what it forbids is refused with 400; every answer is as described.
 */
final class GeneratedRequests {
  private static final int OTHERS = 20;
  private static final int BAD = 400;
  private static final int LATER = 429;
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 20_000_000;

  /** Where no answer was recorded, because it has no end. */
  private static final Map<String, String> KNOWN = Map.of("topic", "emails");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final Described api;
  private final List<String> wrong = new ArrayList<>();
  private int refused;
  private int taken;

  private GeneratedRequests(Product product) {
    this.base = "http://127.0.0.1:" + product.port();
    this.api = Described.of(product);
  }

  /** What is wrong; empty if nothing is. */
  static List<String> against(Product product, long seed) {
    GeneratedRequests all = new GeneratedRequests(product);
    GeneratedBodies bodies = new GeneratedBodies(all.api, seed);
    GeneratedQueries queries = new GeneratedQueries(all.api);
    for (String route : all.api.operations()) {
      bodies.of(route, OTHERS).forEach(body -> all.check(route, body));
      if (route.startsWith("GET /v1/")) {
        queries.of(route).forEach(query -> all.check(route, query, queries.allows(query)));
      }
    }
    if (all.refused < 100 || all.taken < 50) {
      all.wrong.add(
          "too few to say anything: " + all.refused + " refused, " + all.taken + " taken");
    }
    return all.wrong;
  }

  private void check(String route, JsonNode body) {
    boolean allowed = api.takesBody(route, body);
    Answered answer = answer(route, target(route, ""), body.toString());
    String asked = route + " " + body + " -> " + answer;
    compare(allowed, answer, asked);
    if (allowed && answer.isBad() && !Refused.inWords(api, route, Described.parsed(answer.body))) {
      wrong.add("allowed, and refused: " + asked);
    }
    checkAnswer(route, answer, asked);
  }

  private void check(String route, GeneratedQueries.Query query, boolean allowed) {
    Answered answer = answer(route, target(route, query.name(), query.values()), "");
    String asked = route + " " + query.name() + "=" + query.values() + " -> " + answer;
    compare(allowed, answer, asked);
    if (allowed && answer.isBad() && !query.isFree() && answer.blames(query.name())) {
      wrong.add("allowed, and refused: " + asked);
    }
    checkAnswer(route, answer, asked);
  }

  private void compare(boolean allowed, Answered answer, String asked) {
    refused += answer.isBad() ? 1 : 0;
    taken += answer.status < BAD ? 1 : 0;
    if (!allowed && !answer.isBad()) {
      wrong.add("forbidden, and taken: " + asked);
    }
  }

  private void checkAnswer(String route, Answered answer, String asked) {
    String against = api.against(route, answer.status, answer.type, answer.body);
    if (!against.isEmpty()) {
      wrong.add("not as described: " + against + " " + asked);
    }
  }

  /** An answer; of what does not end, such as a stream of events, without its body. */
  private record Answered(int status, String type, String body) {
    boolean isBad() {
      return status == BAD;
    }

    boolean blames(String parameter) {
      for (JsonNode error : Described.parsed(body).path("errors")) {
        if (error.get("pointer").asText().equals(parameter)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  private Answered answer(String route, String target, String body) {
    String[] parts = route.split(" ", 2);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Keys.names().get("admin"))
            .method(parts[0], HttpRequest.BodyPublishers.ofString(body));
    if (parts[0].equals("PATCH")) {
      request.header("If-Match", "\"v1\"");
    }
    for (int i = 0; i < TRIES; i++) {
      Answered answer = send(request);
      if (answer.status != LATER) {
        return answer;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new AssertionError("Refused for its rate again and again: " + route);
  }

  private String target(String route, String but, List<String> values) {
    String target = target(route, but);
    StringBuilder query = new StringBuilder();
    values.forEach(v -> query.append('&').append(but).append('=').append(encoded(v)));
    return target.contains("?") ? target + query : target + "?" + query.substring(1);
  }

  /** The path of the example, with the parameters that are needed but one. */
  private String target(String route, String but) {
    String target = route.split(" ", 2)[1];
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : api.operation(route).get("parameters")) {
      JsonNode example = parameter.path("example");
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("path")) {
        target = target.replace(":" + name, encoded(example.asText(KNOWN.getOrDefault(name, ""))));
      } else if (parameter.path("required").asBoolean() && !name.equals(but)) {
        query.append('&').append(name).append('=').append(encoded(example.asText()));
      }
    }
    return query.isEmpty() ? target : target + "?" + query.substring(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Answered send(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> answer =
          http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofInputStream());
      String type = answer.headers().firstValue("content-type").orElse("");
      try (InputStream body = answer.body()) {
        boolean ends = !type.startsWith("text/event-stream");
        String text = ends ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "";
        return new Answered(answer.statusCode(), type, text);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
