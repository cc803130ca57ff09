package dev.carillon.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A path that needs no key, with all its methods. It counts in the rate of the address that asks: a
 * page loads its files at once, so that these have a rate of their own.
 *
 * @param path with parameters as {@code :name}
 * @param methods those that it has, with what each does, as one clause; HEAD goes with GET
 * @param produced the content types of its answers; none for a path that leads to another one
 * @param isFile whether it is a file of a page
 * @param handler answers
 */
public record OpenPath(
    String path,
    Map<HttpMethod, String> methods,
    List<String> produced,
    boolean isFile,
    Handler<RoutingContext> handler) {
  /** One that is no file of a page. */
  public OpenPath(
      String path,
      Map<HttpMethod, String> methods,
      List<String> produced,
      Handler<RoutingContext> handler) {
    this(path, methods, produced, false, handler);
  }

  public OpenPath {
    methods = Map.copyOf(methods);
    produced = List.copyOf(produced);
  }

  /** One that is read. */
  public static OpenPath get(
      String path, String summary, List<String> produced, Handler<RoutingContext> handler) {
    return new OpenPath(path, Map.of(HttpMethod.GET, summary), produced, handler);
  }

  /** A file of a page. */
  public static OpenPath file(
      String path, String summary, List<String> produced, Handler<RoutingContext> handler) {
    return new OpenPath(path, Map.of(HttpMethod.GET, summary), produced, true, handler);
  }

  /** Answers, or refuses a method that the path does not have. */
  void handle(RoutingContext rc) {
    HttpMethod method = rc.request().method();
    boolean isRead = method.equals(HttpMethod.HEAD) && methods.containsKey(HttpMethod.GET);
    if (isRead || methods.containsKey(method)) {
      handler.handle(rc);
      return;
    }
    rc.response()
        .putHeader(
            "allow",
            methods.keySet().stream()
                .map(HttpMethod::name)
                .sorted()
                .map(name -> name.equals("GET") ? "GET, HEAD" : name)
                .collect(Collectors.joining(", ")));
    rc.fail(405);
  }
}
