package dev.carillon.gateway.security;

import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/**
 * Which web pages may open a WebSocket. A request without an Origin does not come from a page; one
 * with an Origin must be on the list to the letter.
 *
 * @param allowed such as {@code https://app.example}
 */
public record Origins(Set<String> allowed) {
  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /** Whether the request may go on. */
  public boolean allow(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin == null || allowed.contains(origin);
  }
}
