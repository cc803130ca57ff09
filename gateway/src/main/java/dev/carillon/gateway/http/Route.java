package dev.carillon.gateway.http;

import dev.carillon.bus.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of a route table: what may be asked, by whom, and who answers.
 *
 * @param path with parameters as {@code :name}
 * @param role the least role that may ask
 * @param params every parameter; any other is refused
 * @param body the record that the body is, or null if the route takes none
 * @param limit the deadline of the whole request
 * @param action answers; may throw
 */
public record Route(
    HttpMethod method,
    String path,
    Role role,
    List<Param<?>> params,
    @Nullable Class<?> body,
    Duration limit,
    Function<ApiRequest, Future<Reply>> action) {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  /** Copies. */
  public Route {
    params = List.copyOf(params);
  }

  /** A read. */
  public static Route get(
      String path, Role role, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return new Route(HttpMethod.GET, path, role, params, null, USUAL_LIMIT, action);
  }

  /** A removal. */
  public static Route delete(
      String path, Role role, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return new Route(HttpMethod.DELETE, path, role, params, null, USUAL_LIMIT, action);
  }

  /** A write without a body. */
  public static Route post(
      String path, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return new Route(HttpMethod.POST, path, Role.WRITER, params, null, USUAL_LIMIT, action);
  }

  /** A write with a body. */
  public static Route write(
      HttpMethod method,
      String path,
      List<Param<?>> params,
      Class<?> body,
      Function<ApiRequest, Future<Reply>> action) {
    return new Route(method, path, Role.WRITER, params, body, USUAL_LIMIT, action);
  }

  /** The same for another role. */
  public Route as(Role other) {
    return new Route(method, path, other, params, body, limit, action);
  }

  /** The same with another deadline. */
  public Route within(Duration other) {
    return new Route(method, path, role, params, body, other, action);
  }

  boolean allows(String queryName) {
    for (Param<?> param : params) {
      if (!param.inPath() && param.name().equals(queryName)) {
        return true;
      }
    }
    return false;
  }
}
