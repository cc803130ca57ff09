package dev.carillon.gateway.http;

import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of a route table: method and path, who may call it, what it takes, who answers.
 *
 * @param path with parameters as {@code :name}
 * @param scope what the key must have
 * @param params all parameters of path and query; any other is refused
 * @param body the record that the body is, or null if the route takes none
 * @param limit the deadline of the whole request
 * @param produced the content type of its answers, but for errors
 * @param action answers; may throw
 * @param forUsers whether end users may call it with their tokens, which have no scope; then the
 *     action decides what they may do
 * @param watching answers who accepts a stream of events rather; null where there is none
 * @param told what it does, takes in headers and answers; null until {@link #telling} has said it
 */
public record Route(
    HttpMethod method,
    String path,
    Scope scope,
    List<Param<?>> params,
    @Nullable Class<?> body,
    Duration limit,
    String produced,
    Function<ApiRequest, Future<Reply>> action,
    boolean forUsers,
    @Nullable Function<ApiRequest, Future<Reply>> watching,
    @Nullable Told told) {
  private static final String JSON = "application/json";
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  public Route {
    params = List.copyOf(params);
  }

  /** A GET, which also answers HEAD. */
  public static Route get(
      String path, Scope scope, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.GET, path, scope, params, null, action);
  }

  /** A DELETE. */
  public static Route delete(
      String path, Scope scope, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.DELETE, path, scope, params, null, action);
  }

  /** A POST whose body is a record. */
  public static Route post(
      String path,
      Scope scope,
      List<Param<?>> params,
      Class<?> body,
      Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.POST, path, scope, params, body, action);
  }

  /** A POST that takes no body: the path says everything. */
  public static Route postWithoutBody(
      String path, Scope scope, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.POST, path, scope, params, null, action);
  }

  /** A PUT whose body is a record. */
  public static Route put(
      String path,
      Scope scope,
      List<Param<?>> params,
      Class<?> body,
      Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.PUT, path, scope, params, body, action);
  }

  /** A PATCH whose body is a record. */
  public static Route patch(
      String path,
      Scope scope,
      List<Param<?>> params,
      Class<?> body,
      Function<ApiRequest, Future<Reply>> action) {
    return of(HttpMethod.PATCH, path, scope, params, body, action);
  }

  private static Route of(
      HttpMethod method,
      String path,
      Scope scope,
      List<Param<?>> params,
      @Nullable Class<?> body,
      Function<ApiRequest, Future<Reply>> action) {
    return new Route(
        method, path, scope, params, body, USUAL_LIMIT, JSON, action, false, null, null);
  }

  /** The same with answers of another type. */
  public Route producing(String other) {
    return new Route(
        method, path, scope, params, body, limit, other, action, forUsers, watching, told);
  }

  /** The same with another deadline. */
  public Route within(Duration other) {
    return new Route(
        method, path, scope, params, body, other, produced, action, forUsers, watching, told);
  }

  /** The same, refused under an idempotency key: nothing keeps its answer for a repetition. */
  public Route withoutIdempotencyKey() {
    Function<ApiRequest, Future<Reply>> refusing =
        request -> {
          request.refuseIdempotencyKey();
          return action.apply(request);
        };
    Told keyless = told == null ? null : told.keyless();
    return new Route(
        method, path, scope, params, body, limit, produced, refusing, forUsers, watching, keyless);
  }

  /** The same, which answers with a stream of events who accepts that rather. */
  public Route watchedBy(Function<ApiRequest, Future<Reply>> stream) {
    return new Route(
        method, path, scope, params, body, limit, produced, action, forUsers, stream, told);
  }

  /** The same, also for end users. */
  public Route alsoForUsers() {
    return new Route(
        method, path, scope, params, body, limit, produced, action, true, watching, told);
  }

  /** The same, which tells what it does. Every route does: the API's description is made of it. */
  public Route telling(Told what) {
    return new Route(
        method, path, scope, params, body, limit, produced, action, forUsers, watching, what);
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
