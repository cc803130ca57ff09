package dev.carillon.testkit;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.failure.Failure;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A bus for tests of one side of a contract: the other side is a fake. What a fake hears and says
 * goes through JSON, as it does between processes, although everything is in one. The clock stands
 * still until the test moves it.
 */
public final class TestBus {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Bus bus;

  /** A bus on a Vert.x instance that somebody else closes. */
  public TestBus(Vertx vertx) {
    this.bus = new Bus(vertx, clock);
  }

  /** The bus, for what is tested. */
  public Bus bus() {
    return bus;
  }

  /** The clock that the bus reads. */
  public ManualClock clock() {
    return clock;
  }

  /** A call of an administrator with ten seconds left. */
  public Call call() {
    return Call.internal("tester", LIMIT, clock);
  }

  /** The same under an idempotency key. */
  public Call call(String idempotencyKey) {
    Call call = call();
    return new Call(
        call.principal(), call.scopes(), call.requestId(), idempotencyKey, call.deadline(), null);
  }

  /** A fake that answers a contract; gives the requests that it hears, in their order. */
  public <Q, R> List<Q> fake(Contract<Q, R> contract, Function<Q, Future<R>> answers) {
    List<Q> heard = new CopyOnWriteArrayList<>();
    bus.serve(
            contract,
            (call, request) -> {
              Q received = sent(request, contract.request());
              heard.add(received);
              return answers.apply(received).map(reply -> sent(reply, contract.response()));
            })
        .ready()
        .await();
    return heard;
  }

  /** What is told on a topic from now on, in its order. */
  public <E> List<E> heard(Topic<E> topic) {
    List<E> heard = new CopyOnWriteArrayList<>();
    bus.subscribe(topic, event -> heard.add(sent(event, topic.event()))).ready().await();
    return heard;
  }

  /** The failure that a request ends with; an error if it succeeds or fails otherwise. */
  public static Failure failure(Future<?> answer) {
    try {
      Object unexpected = answer.await();
      throw new AssertionError("It was answered: " + unexpected);
    } catch (Failure failure) {
      return failure;
    }
  }

  private static <T> T sent(T message, JsonType<T> type) {
    return Json.read(Json.bytes(message), type);
  }
}
