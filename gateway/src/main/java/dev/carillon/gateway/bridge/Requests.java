package dev.carillon.gateway.bridge;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.security.Caller;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.request.TraceId;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Requests of bridge clients on their way to the bus. Who asks, with which scopes, until when and
 * under which trace id is said here; of a client's headers only the idempotency key and the trace
 * context are read.
 */
final class Requests {
  private static final String KEY_HEADER = "idempotency-key";
  private static final String TRACE_HEADER = "traceparent";

  private final Bus bus;
  private final Clocks clocks;
  private final Exposed exposed;
  private final Admission admission;
  private final Runnable stir;

  Requests(Bus bus, Clocks clocks, Exposed exposed, Admission admission, Runnable stir) {
    this.bus = bus;
    this.clocks = clocks;
    this.exposed = exposed;
    this.admission = admission;
    this.stir = stir;
  }

  /** The answer's record; every refusal is a failed future. */
  Future<?> ask(Caller caller, ClientFrame frame) {
    Contract<?, ?> contract;
    Runnable leave;
    try {
      contract = exposed.contract(caller, frame.address());
      leave = admission.enter(caller.name());
    } catch (Failure refused) {
      return Future.failedFuture(refused);
    }
    stir.run();
    return send(contract, caller, frame).onComplete(r -> leave.run());
  }

  private <Q, R> Future<R> send(Contract<Q, R> contract, Caller caller, ClientFrame frame) {
    try {
      Doc body = frame.body();
      if (body == null) {
        throw Failure.invalid("", "is required: the body of the frame");
      }
      Q request = Json.read(Json.bytes(body), contract.request());
      return bus.request(contract, call(contract, caller, frame), request);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private Call call(Contract<?, ?> contract, Caller caller, ClientFrame frame) {
    String parent = TraceId.parent(frame.header(TRACE_HEADER));
    return new Call(
        caller.name(),
        caller.scopes(),
        parent == null ? TraceId.next() : TraceId.in(parent),
        idempotencyKey(frame.header(KEY_HEADER)),
        Deadline.in(contract.timeout(), clocks),
        parent);
  }

  private static @Nullable String idempotencyKey(@Nullable String key) {
    if (key != null && !IdempotencyKey.isPossible(key)) {
      throw Failure.invalid(KEY_HEADER, IdempotencyKey.RULE);
    }
    return key;
  }
}
