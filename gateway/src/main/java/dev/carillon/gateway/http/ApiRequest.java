package dev.carillon.gateway.http;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Call;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.problem.Problems;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.limits.Places;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request whose caller is known and whose parameters are those of its route. */
public final class ApiRequest {
  /** The page size. */
  public static final Param<Integer> LIMIT = Param.integer("limit", 1, PageRequest.MAX_LIMIT);

  /** The {@code next} of the previous page. */
  public static final Param<String> CURSOR = Param.text("cursor");

  private final RoutingContext rc;
  private final Call call;
  private final Clocks clocks;
  private final Cancellation serving;
  private final Places places;
  private final @Nullable Told told;

  ApiRequest(
      RoutingContext rc,
      Call call,
      Clocks clocks,
      Cancellation serving,
      Places places,
      @Nullable Told told) {
    this.told = told;
    this.rc = rc;
    this.call = call;
    this.clocks = clocks;
    this.serving = serving;
    this.places = places;
  }

  /** Whose token it is that was shown; null for an API key. */
  public @Nullable EndUser user() {
    return Authentication.caller(rc).user();
  }

  /** Who asks. */
  public Caller caller() {
    return Authentication.caller(rc);
  }

  /** The caller and the deadline. */
  public Call call() {
    return call;
  }

  /** The same where one topic is concerned: with what an end user's token allows on it. */
  public Call callOn(String topic) {
    return new Call(
        call.principal(),
        caller().scopesOn(topic),
        call.requestId(),
        call.idempotencyKey(),
        call.deadline(),
        call.traceparent());
  }

  /**
   * Runs long work as a task of the process: listed under the caller's name, bound by the call's
   * deadline, and cancelled when the client disconnects before its answer or the server stops.
   * CONFLICT when an operator cancelled it, RATE_LIMITED when the caller has as many as a key may.
   */
  public <T> Future<T> task(Tasks tasks, String name, Function<Cancellation, Future<T>> work) {
    if (!places.take(call.principal())) {
      return Future.failedFuture(places.refusal());
    }
    return begun(tasks, name, work).onComplete(r -> places.giveBack(call.principal()));
  }

  private <T> Future<T> begun(Tasks tasks, String name, Function<Cancellation, Future<T>> work) {
    Cancellation request = serving.child(call.deadline());
    rc.addEndHandler(
        end -> {
          if (end.failed()) {
            rc.put(Problems.LEFT, true);
            request.cancel("the client disconnected");
          }
          request.detach();
        });
    return tasks
        .start(
            name,
            call.principal(),
            request,
            c -> Timeouts.until(call.deadline(), Timers.of(rc.vertx()), clocks, c, work))
        .future()
        .recover(e -> Future.failedFuture(e instanceof CancellationException ? cancelled(e) : e));
  }

  private Failure cancelled(Throwable why) {
    return serving.isCancelled()
        ? Failure.of(FailureCode.UNAVAILABLE, "The server is shutting down; try again in a moment")
        : Failure.of(FailureCode.CONFLICT, "The request was cancelled: " + why.getMessage());
  }

  /** Gives back its places among requests, for one whose answer lasts and is counted elsewhere. */
  public void countNoMore() {
    Limits.giveBack(rc);
  }

  /** Runs something when the answer has ended, however. */
  public void whenEnded(Runnable action) {
    rc.addEndHandler(end -> action.run());
  }

  /** INVALID if the caller counts on a repetition that this path cannot promise. */
  void refuseIdempotencyKey() {
    if (call.idempotencyKey() != null) {
      throw Failure.invalid(
          "Idempotency-Key", "cannot be used with this path: it keeps no answer for a repetition");
    }
  }

  /** A parameter of the path. */
  public <T> T path(Param<T> param) {
    String value = rc.pathParam(param.name());
    if (value == null) {
      throw new IllegalStateException(param.name() + " is not in the path of this route");
    }
    return param.parse(value);
  }

  /** A parameter of the query, null when it is not given. INVALID when it is given twice. */
  public <T> @Nullable T query(Param<T> param) {
    List<String> values = rc.queryParam(param.name());
    if (values.size() > 1) {
      throw Failure.invalid(param.name(), "is given more than once");
    }
    return values.isEmpty() ? null : param.parse(values.get(0));
  }

  /** A parameter of the query that must be given. */
  public <T> T required(Param<T> param) {
    if (!param.isNeeded()) {
      throw new IllegalStateException(param.name() + " is not told of as one that is needed");
    }
    T value = query(param);
    if (value == null) {
      throw Failure.invalid(param.name(), "is required");
    }
    return value;
  }

  /** A parameter of the query with a default. */
  public <T> T query(Param<T> param, T fallback) {
    T value = query(param);
    return value == null ? fallback : value;
  }

  /** Every value of a parameter that may be given several times. */
  public <T> List<T> all(Param<T> param) {
    if (!param.isRepeated()) {
      throw new IllegalStateException(param.name() + " is not told of as one that is repeated");
    }
    return rc.queryParam(param.name()).stream().map(param::parse).toList();
  }

  /** The versions that the header {@code If-Match} names; null without the header. */
  public @Nullable IfMatch ifMatch() {
    if (told != null && told.match() == Match.NONE) {
      throw new IllegalStateException("This route does not tell that it reads If-Match");
    }
    return Conditions.ifMatch(header("If-Match"));
  }

  /** Whether the request requires that its target does not exist: {@code If-None-Match: *}. */
  public boolean onlyNew() {
    if (told != null && !told.onlyNew()) {
      throw new IllegalStateException("This route does not tell that it reads If-None-Match");
    }
    return Conditions.onlyNew(header("If-None-Match"));
  }

  /** A header of the request; null without it. */
  public @Nullable String header(String name) {
    return list(rc, name);
  }

  /** Several header lines of one name form one list (RFC 9110). */
  static @Nullable String list(RoutingContext rc, String name) {
    List<String> lines = rc.request().headers().getAll(name);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }

  /** The page that {@link #LIMIT} and {@link #CURSOR} name. */
  public PageRequest page() {
    return new PageRequest(query(LIMIT, PageRequest.DEFAULT_LIMIT), query(CURSOR));
  }

  /** The body, parsed strictly: unknown fields are INVALID. */
  public <T> T body(Class<T> type) {
    return Json.read(bytes(), type);
  }

  /** The same for a free value whose numbers keep the characters that they were written with. */
  public Doc bodyAsWritten() {
    return Doc.asWritten(bytes());
  }

  private byte[] bytes() {
    Buffer body = rc.body().buffer();
    if (body == null || body.length() == 0) {
      throw new Failure(
          FailureCode.INVALID,
          "A JSON body is required",
          List.of(new dev.carillon.failure.FieldError("", "is required")));
    }
    return body.getBytes();
  }
}
