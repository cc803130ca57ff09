package dev.carillon.gateway.security;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may open a WebSocket or read the API. A request without an Origin does not come
 * from a page; one with an Origin must be on the list to the letter.
 *
 * @param allowed such as {@code https://app.example}
 */
public record Origins(Set<String> allowed) {
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(:[0-9]{1,5})?");

  /** Whether a text is an origin as browsers write one: no star, no path, nothing in upper case. */
  public static boolean isOrigin(String text) {
    return ORIGIN.matcher(text).matches();
  }

  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /** Whether the request may go on. */
  public boolean allow(HttpServerRequest request) {
    List<String> origins = request.headers().getAll("Origin");
    return origins.isEmpty() || (origins.size() == 1 && allowed.contains(origins.get(0)));
  }
}
