package dev.carillon.gateway.security;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may open a WebSocket or read the API. A request without an Origin does not come
 * from a page; one with an Origin must be on the list to the letter, or come from a page of the
 * very host that it asks, such as {@code /docs}.
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
    return origins.isEmpty()
        || (origins.size() == 1
            && (allowed.contains(origins.get(0)) || isOwn(origins.get(0), request)));
  }

  /** Without the scheme: who ends TLS before the gateway may speak HTTP behind it. */
  private static boolean isOwn(String origin, HttpServerRequest request) {
    HostAndPort host = request.authority();
    int at = origin.indexOf("://");
    return host != null && at > 0 && origin.substring(at + 3).equalsIgnoreCase(written(host));
  }

  private static String written(HostAndPort host) {
    return host.port() < 0 ? host.host() : host.host() + ":" + host.port();
  }
}
