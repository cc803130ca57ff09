package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a running product with generated bodies, and holds what it answers against what its own
 * document says: what the document allows is not refused, but with a sentence that it has; what it
 * forbids is refused with 400; every answer is as described.
 */
final class GeneratedRequests {
  private static final int OTHERS = 20;
  private static final int BAD = 400;
  private static final int LATER = 429;
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 20_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

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
    for (String route : all.api.operations()) {
      bodies.of(route, OTHERS).forEach(body -> all.check(route, body));
    }
    if (all.refused < 100 || all.taken < 50) {
      all.wrong.add(
          "too few to say anything: " + all.refused + " refused, " + all.taken + " taken");
    }
    return all.wrong;
  }

  private void check(String route, JsonNode body) {
    boolean allowed = api.takesBody(route, body);
    HttpResponse<String> answer = answer(route, body);
    int status = answer.statusCode();
    String asked = route + " " + body + " -> " + status + " " + answer.body();
    refused += status == BAD ? 1 : 0;
    taken += status < BAD ? 1 : 0;
    if (!allowed && status != BAD) {
      wrong.add("forbidden, and taken: " + asked);
    }
    if (allowed && status == BAD && !Refused.inWords(api, route, Described.parsed(answer.body()))) {
      wrong.add("allowed, and refused: " + asked);
    }
    String type = answer.headers().firstValue("content-type").orElse("");
    String against = api.against(route, status, type, answer.body());
    if (!against.isEmpty()) {
      wrong.add("not as described: " + against + " " + asked);
    }
  }

  private HttpResponse<String> answer(String route, JsonNode body) {
    String[] parts = route.split(" ", 2);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target(route, parts[1])))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Keys.names().get("admin"))
            .method(parts[0], HttpRequest.BodyPublishers.ofString(body.toString()));
    if (parts[0].equals("PATCH")) {
      request.header("If-Match", "\"v1\"");
    }
    for (int i = 0; i < TRIES; i++) {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() != LATER) {
        return answer;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new AssertionError("Refused for its rate again and again: " + route);
  }

  /** The path of the example, with the parameters that are needed. */
  private String target(String route, String path) {
    String target = path;
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : api.operation(route).get("parameters")) {
      JsonNode example = parameter.path("example");
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("path")) {
        target = target.replace(":" + name, encoded(example.asText()));
      } else if (parameter.path("required").asBoolean()) {
        query.append('&').append(name).append('=').append(encoded(example.asText()));
      }
    }
    return query.isEmpty() ? target : target + "?" + query.substring(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
