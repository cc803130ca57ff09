package dev.carillon.bus;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The typed event bus: the only door to {@code vertx.eventBus()}. A request whose handler lives on
 * the caller's own event loop is a plain call (a hop to another loop costs 1.4 times the CPU);
 * otherwise the bus decides who answers. Every failure arrives as a {@link Failure}; no request
 * outlives its contract's time-out or its call's deadline. Thread-safe.
 */
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  /** More nodes than this are not asked by {@link #requestEach}. */
  static final int MAX_NODES = 64;

  private final Vertx vertx;
  private final EventBus eventBus;
  private final Clocks clocks;
  private final LocalHandlers local;

  /** The bus of a Vert.x instance. */
  public Bus(Vertx vertx, Clocks clocks) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.clocks = clocks;
    this.local = LocalHandlers.of(vertx);
    BusCodec.installOn(eventBus);
  }

  /**
   * Asks. The answer or a {@link Failure} comes back on the caller's event loop, on its own context
   * unless the handler lives on the same loop and answered from another one.
   */
  @SuppressWarnings("unchecked") // handlers are registered under their contract's address
  public <Q, R> Future<R> request(Contract<Q, R> contract, Call call, Q request) {
    long millis = Math.min(contract.timeout().toMillis(), call.deadline().remainingMillis(clocks));
    if (millis <= 0) {
      return Future.failedFuture(
          Failure.of(FailureCode.TIMEOUT, "The deadline passed before " + contract.address()));
    }
    ContractHandler<Q, R> here = (ContractHandler<Q, R>) local.onThisLoop(contract.address());
    return Debug.watch(
        contract.address(),
        here == null
            ? send(contract.address(), contract, call, request, millis)
            : within(here.run(call, request), millis, contract.address()));
  }

  /** Answers requests. The handler may throw; it must answer within the contract's time-out. */
  public <Q, R> Registration serve(
      Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler) {
    ContractHandler<Q, R> handling = new ContractHandler<>(contract, handler, clocks);
    MessageConsumer<Object> consumer = eventBus.consumer(contract.address(), handling::onMessage);
    if (Context.isOnEventLoopThread()) {
      local.add(contract.address(), handling);
    }
    return new Registration(
        consumer.completion(),
        () -> {
          local.remove(contract.address(), handling);
          return consumer.unregister();
        });
  }

  /** Answers {@link #requestEach} for this node; once per process. */
  public <Q, R> Registration serveEach(
      Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler) {
    ContractHandler<Q, R> handling = new ContractHandler<>(contract, handler, clocks);
    MessageConsumer<Object> consumer =
        eventBus.consumer(onNode(contract, Nodes.own(vertx)), handling::onMessage);
    return new Registration(consumer.completion(), consumer::unregister);
  }

  /**
   * Asks every node of the cluster (at most {@value #MAX_NODES}) and waits for all, each within the
   * contract's time-out. Members that do not serve the contract, or not yet, are left out; those
   * that failed, and those beyond the limit, are named.
   */
  public <Q, R> Future<NodeReplies<R>> requestEach(Contract<Q, R> contract, Call call, Q request) {
    Map<String, R> answers = new ConcurrentHashMap<>();
    Map<String, FailureCode> failed = new ConcurrentHashMap<>();
    long millis =
        Math.max(
            1, Math.min(contract.timeout().toMillis(), call.deadline().remainingMillis(clocks)));
    List<String> nodes = Nodes.all(vertx);
    nodes.stream().skip(MAX_NODES).forEach(node -> failed.put(node, FailureCode.UNAVAILABLE));
    List<Future<R>> asked =
        nodes.stream()
            .limit(MAX_NODES)
            .map(
                node ->
                    send(onNode(contract, node), contract, call, request, millis)
                        .onSuccess(r -> answers.put(node, r))
                        .onFailure(e -> failed.put(node, codeOf(e))))
            .toList();
    return Future.join(asked)
        .transform(
            r -> {
              failed.values().removeIf(code -> code == FailureCode.NOT_FOUND);
              return Future.succeededFuture(new NodeReplies<>(answers, failed));
            });
  }

  /** This process's own name among the keys of {@link NodeReplies}. */
  public String node() {
    return Nodes.own(vertx);
  }

  /** Tells whoever listens now; nobody is waited for. */
  public <E> void publish(Topic<E> topic, E event) {
    eventBus.publish(topic.address(), event);
  }

  /** Listens. What the listener throws is logged and does not stop it. */
  public <E> Registration subscribe(Topic<E> topic, Consumer<E> listener) {
    MessageConsumer<Object> consumer =
        eventBus.consumer(topic.address(), m -> deliver(topic, listener, m));
    return new Registration(consumer.completion(), consumer::unregister);
  }

  private static <E> void deliver(Topic<E> topic, Consumer<E> listener, Message<Object> message) {
    try {
      listener.accept(
          message.body() instanceof WireBody wire
              ? wire.as(topic.event())
              : topic.event().cast(message.body()));
    } catch (RuntimeException e) {
      LOG.error("A listener of {} failed; it misses this event", topic.address(), e);
    }
  }

  private <Q, R> Future<R> send(
      String address, Contract<Q, R> contract, Call call, Q request, long millis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(millis);
    call.writeTo(headers(options), millis);
    return eventBus
        .request(address, request, options)
        .transform(
            r ->
                r.succeeded()
                    ? answer(contract, r.result().body())
                    : Future.failedFuture(failure(address, r.cause())));
  }

  private static io.vertx.core.MultiMap headers(DeliveryOptions options) {
    io.vertx.core.MultiMap headers = io.vertx.core.MultiMap.caseInsensitiveMultiMap();
    options.setHeaders(headers);
    return headers;
  }

  private static <Q, R> Future<R> answer(Contract<Q, R> contract, Object body) {
    try {
      return switch (body) {
        case WireFailure failure -> Future.failedFuture(failure.toFailure());
        case WireBody wire -> Future.succeededFuture(reply(wire, contract));
        default -> Future.succeededFuture(contract.response().cast(body));
      };
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** What cannot be read as an answer is a fault between the services, not of who asked. */
  private static <R> R reply(WireBody wire, Contract<?, R> contract) {
    wire.throwFailure();
    try {
      return wire.as(contract.response());
    } catch (Failure unreadable) {
      throw Failure.of(
          FailureCode.INTERNAL, contract.address() + " gave an unreadable answer", unreadable);
    }
  }

  private static <R> Future<R> within(Future<R> answer, long millis, String address) {
    return Timers.within(
        answer,
        Duration.ofMillis(millis),
        () -> Failure.of(FailureCode.TIMEOUT, address + " did not answer in time"));
  }

  private static Throwable failure(String address, Throwable cause) {
    if (!(cause instanceof ReplyException reply)) {
      return cause;
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS -> Failure.of(FailureCode.UNAVAILABLE, "Nobody serves " + address, reply);
      case TIMEOUT -> Failure.of(FailureCode.TIMEOUT, address + " did not answer in time", reply);
      default -> Failure.of(FailureCode.INTERNAL, address + " failed", reply);
    };
  }

  /** Whether a request failed because nobody serves its contract: perhaps who does is older. */
  public static boolean isUnserved(Throwable cause) {
    return cause.getCause() instanceof ReplyException reply
        && reply.failureType() == io.vertx.core.eventbus.ReplyFailure.NO_HANDLERS;
  }

  private static FailureCode codeOf(Throwable cause) {
    if (isUnserved(cause)) {
      return FailureCode.NOT_FOUND;
    }
    return cause instanceof Failure f ? f.code() : FailureCode.INTERNAL;
  }

  private static String onNode(Contract<?, ?> contract, String node) {
    return contract.address() + "@" + node;
  }
}
