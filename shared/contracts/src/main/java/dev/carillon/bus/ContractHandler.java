package dev.carillon.bus;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.trace.Traces;
import dev.carillon.bus.canary.Canary;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handler of one contract: reads the request, refuses what the caller may not and what came too
 * late, catches what is thrown, and answers in the language of the caller (record or JSON). It
 * knows what it has not answered yet.
 */
final class ContractHandler<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(ContractHandler.class);

  /** The number on every failure that a JSON client gets; what is wrong stands in its text. */
  private static final int JSON_FAILURE = 1;

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(10);

  private final Contract<Q, R> contract;
  private final BiFunction<Call, Q, Future<R>> handler;
  private final Clocks clocks;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger arrivals = new AtomicInteger();

  ContractHandler(Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler, Clocks clocks) {
    this.contract = contract;
    this.handler = handler;
    this.clocks = clocks;
  }

  /** The same for who asks on the same event loop, as a span of its trace. */
  Future<R> direct(Call call, Q request) {
    return Traces.run(contract.address(), Traces.sampled(), () -> run(call, request));
  }

  /** Runs the handler; whatever goes wrong, also a throw, is a failed future. */
  Future<R> run(Call call, Q request) {
    if (!call.scopes().covers(contract.scope())) {
      return Future.failedFuture(
          Failure.of(
              FailureCode.FORBIDDEN, "This request requires the scope " + contract.scope().told()));
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
    if (message.body() == null && message.replyAddress() == null) {
      return; // somebody has made itself acquainted with the address
    }
    if (Canary.is(message)) {
      Canary.answer(message, clocks);
      return;
    }
    inFlight.incrementAndGet();
    arrivals.incrementAndGet();
    boolean json = message.body() instanceof JsonObject;
    Future<R> answer;
    try {
      Call call = Call.readFrom(message.headers(), contract.timeout(), clocks);
      Traces.name(call.requestId());
      answer = run(call, request(message.body()));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(
        result -> {
          try {
            reply(message, result, json);
          } finally {
            inFlight.decrementAndGet();
          }
        });
  }

  /**
   * Completes when everything is answered and nothing came for some time, in which what was on its
   * way has arrived; at the latest after the contract's time-out, when nobody waits any more.
   *
   * @param looks how many looks in a row must find nothing
   */
  Future<Void> quiet(Timers timers, int looks) {
    Promise<Void> quiet = Promise.promise();
    Duration limit = contract.timeout();
    long most =
        (limit.compareTo(LONGEST_LEAVE) < 0 ? limit : LONGEST_LEAVE).toMillis() / LOOK.toMillis();
    look(timers, quiet, new Looks(looks, looks, most, arrivals.get()));
    return quiet.future();
  }

  /**
   * How a handler that leaves is looked at.
   *
   * @param wanted so many looks in a row
   * @param left of these
   * @param most of all
   * @param seen arrivals up to the last look
   */
  private record Looks(int wanted, int left, long most, int seen) {
    Looks next(int now, boolean busy) {
      return new Looks(wanted, busy || now != seen ? wanted : left - 1, most - 1, now);
    }
  }

  private void look(Timers timers, Promise<Void> quiet, Looks looks) {
    if (looks.most() <= 0 || (looks.left() <= 0 && inFlight.get() == 0)) {
      quiet.complete();
    } else {
      timers.after(LOOK, () -> look(timers, quiet, looks.next(arrivals.get(), inFlight.get() > 0)));
    }
  }

  private Q request(Object body) {
    return switch (body) {
      case WireBody wire -> wire.as(contract.request());
      case JsonObject object -> Json.read(object.encode(), contract.request());
      default -> contract.request().cast(body);
    };
  }

  private void reply(Message<Object> message, AsyncResult<R> answer, boolean json) {
    if (answer.failed()) {
      refuse(message, answer.cause(), json);
    } else {
      message.reply(json ? new JsonObject(Json.text(answer.result())) : answer.result());
    }
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
