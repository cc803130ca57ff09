package dev.carillon.bus;

import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handler of one contract: reads the request, refuses what the caller may not and what came too
 * late, catches what is thrown, and answers in the language of the caller (record or JSON).
 */
record ContractHandler<Q, R>(
    Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler, Clocks clocks) {
  private static final Logger LOG = LoggerFactory.getLogger(ContractHandler.class);

  /** The number on every failure that a JSON client gets; what is wrong stands in its text. */
  private static final int JSON_FAILURE = 1;

  /** Runs the handler; whatever goes wrong, also a throw, is a failed future. */
  Future<R> run(Call call, Q request) {
    if (!call.scopes().covers(contract.scope())) {
      return Future.failedFuture(
          Failure.of(FailureCode.FORBIDDEN, "This request requires the scope " + contract.scope()));
    }
    if (call.deadline().remainingMillis(clocks) <= 0) {
      return Future.failedFuture(Failure.of(FailureCode.TIMEOUT, "The deadline has passed"));
    }
    try {
      return handler.apply(call, request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  void onMessage(Message<Object> message) {
    boolean json = message.body() instanceof JsonObject;
    Future<R> answer;
    try {
      Call call = Call.readFrom(message.headers(), contract.timeout(), clocks);
      answer = run(call, request(message.body()));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(
        result -> {
          if (result.succeeded()) {
            message.reply(json ? new JsonObject(Json.text(result.result())) : result.result());
          } else {
            refuse(message, result.cause(), json);
          }
        });
  }

  private Q request(Object body) {
    return switch (body) {
      case WireBody wire -> wire.as(contract.request());
      case JsonObject object -> Json.read(object.encode(), contract.request());
      default -> contract.request().cast(body);
    };
  }

  private void refuse(Message<Object> message, Throwable cause, boolean json) {
    if (Failure.known(cause) == null) {
      LOG.error("{} failed; the caller hears INTERNAL", contract.address(), cause);
    }
    WireFailure failure = WireFailure.of(cause);
    if (json) {
      // A JSON client gets the bus's own kind of failure, with the details as its text.
      message.reply(
          new ReplyException(ReplyFailure.RECIPIENT_FAILURE, JSON_FAILURE, Json.text(failure)));
    } else {
      message.reply(failure);
    }
  }
}
