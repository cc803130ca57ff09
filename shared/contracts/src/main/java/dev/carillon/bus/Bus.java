package dev.carillon.bus;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.calls.CallCounts;
import dev.carillon.bus.instance.Membership;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

  /** So many looks, each after 50 ms, must find nothing before a handler leaves a cluster. */
  private static final int LOOKS = 6;

  private final Vertx vertx;
  private final EventBus eventBus;
  private final Clocks clocks;
  private final Timers timers;
  private final LocalHandlers local;
  private final @Nullable Membership membership;
  private final NodeNames names;
  private final CallCounts calls;

  /** The bus of a Vert.x instance. */
  public Bus(Vertx vertx, Clocks clocks) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.clocks = clocks;
    this.timers = Timers.of(vertx);
    this.local = LocalHandlers.of(vertx);
    this.membership = Membership.of(vertx, clocks);
    this.names = NodeNames.of(vertx);
    this.calls = CallCounts.of(vertx);
    BusCodec.installOn(eventBus);
  }

  /**
   * Asks. The answer or a {@link Failure} comes back on the caller's event loop, on its own context
   * unless the handler lives on the same loop and answered from another one. In a cluster the
   * caller picks who is asked; what may be repeated is asked of others too, as the contract says.
   */
  @SuppressWarnings("unchecked") // handlers are registered under their contract's address
  public <Q, R> Future<R> request(Contract<Q, R> contract, Call call, Q request) {
    long millis = Math.min(contract.timeout().toMillis(), call.deadline().remainingMillis(clocks));
    if (millis <= 0) {
      return Future.failedFuture(
          Failure.of(FailureCode.TIMEOUT, "The deadline passed before " + contract.address()));
    }
    ContractHandler<Q, R> here = (ContractHandler<Q, R>) local.onThisLoop(contract.address());
    Future<R> answer =
        here == null
            ? elsewhere(contract, call, request, millis)
            : Timers.within(
                here.direct(call, request),
                Duration.ofMillis(millis),
                () -> WireFailure.late(contract.address(), null));
    return Debug.watch(contract.address(), calls.count(contract.address(), answer));
  }

  private <Q, R> Future<R> elsewhere(Contract<Q, R> contract, Call call, Q request, long millis) {
    if (membership == null) {
      return send(contract.address(), contract, call, request, options(millis));
    }
    return new Attempts<R>(
            contract,
            call,
            (address, isHere, left) ->
                send(address, contract, call, request, options(left).setLocalOnly(isHere)),
            membership.instances(),
            timers,
            clocks,
            () -> calls.repeated(contract.address()))
        .begin();
  }

  /**
   * Answers requests. The handler may throw; it must answer within the contract's time-out. In a
   * cluster it is asked under the address by who knows no table of instances, and by all others at
   * this node. Withdrawn, it is named to nobody first, answers what was on its way, then leaves.
   */
  public <Q, R> Registration serve(
      Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler) {
    String address = contract.address();
    ContractHandler<Q, R> handling = new ContractHandler<>(contract, handler, clocks);
    Registration plain = register(address, handling::onMessage);
    if (Context.isOnEventLoopThread()) {
      local.add(address, handling);
    }
    Runnable forget = () -> local.remove(address, handling);
    Membership members = membership;
    if (members == null) {
      return plain.leaving(() -> handling.quiet(timers, 0), forget);
    }
    Registration own = register(Nodes.at(address, members.node()), handling::onMessage);
    return Registration.all(List.of(plain, own))
        .leaving(() -> handling.quiet(timers, LOOKS), forget)
        .counting(() -> members.serve(address), () -> members.unserve(address));
  }

  /** Something that the cluster's map must know from now on. */
  private Registration register(String address, Handler<Message<Object>> handler) {
    MessageConsumer<Object> consumer = eventBus.consumer(address, handler);
    Membership members = membership;
    Registration here =
        new Registration(consumer.completion(), Future::succeededFuture, consumer::unregister);
    return members == null
        ? here
        : here.counting(() -> members.keep(address), () -> members.release(address));
  }

  /** Answers {@link #requestEach} for this node; once per process. */
  public <Q, R> Registration serveEach(
      Contract<Q, R> contract, BiFunction<Call, Q, Future<R>> handler) {
    ContractHandler<Q, R> handling = new ContractHandler<>(contract, handler, clocks);
    Registration own = register(Nodes.at(contract.address(), node()), handling::onMessage);
    Membership members = membership;
    if (members == null) {
      return own;
    }
    String address = contract.address();
    return own.counting(() -> members.serve(address), () -> members.unserve(address));
  }

  /**
   * Asks every node of the cluster (at most {@value #MAX_NODES}) and waits for all, each within the
   * contract's time-out. Members that do not serve the contract, or not yet, are left out; those
   * that failed, and those beyond the limit, are named.
   */
  public <Q, R> Future<NodeReplies<R>> requestEach(Contract<Q, R> contract, Call call, Q request) {
    long millis =
        Math.max(
            1, Math.min(contract.timeout().toMillis(), call.deadline().remainingMillis(clocks)));
    List<String> nodes = Nodes.all(vertx);
    Map<String, Future<R>> asked = new HashMap<>();
    for (String node : nodes.subList(0, Math.min(MAX_NODES, nodes.size()))) {
      String address = Nodes.at(contract.address(), node);
      asked.put(node, send(address, contract, call, request, options(millis)));
    }
    List<String> beyond = nodes.stream().skip(MAX_NODES).toList();
    return NodeReplies.gather(asked, beyond, this::nameOf);
  }

  private String nameOf(String node) {
    return node.equals(node()) ? names.own() : names.of(node);
  }

  /** This process, as people read it: among the keys of {@link NodeReplies}, in tasks, in logs. */
  public String name() {
    return names.own();
  }

  /** This process's id among the members of the cluster. */
  public String node() {
    return Nodes.own(vertx);
  }

  /** How many processes are known to serve an address. */
  public int instances(String address) {
    return membership == null ? 0 : membership.instances().count(address);
  }

  /** Tells whoever listens now; nobody is waited for. */
  public <E> void publish(Topic<E> topic, E event) {
    eventBus.publish(topic.address(), event);
  }

  /** Listens. What the listener throws is logged and does not stop it. */
  public <E> Registration subscribe(Topic<E> topic, Consumer<E> listener) {
    return register(topic.address(), m -> deliver(topic, listener, m));
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
      String address, Contract<Q, R> contract, Call call, Q request, DeliveryOptions options) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    call.writeTo(headers, options.getSendTimeout());
    return eventBus
        .request(address, request, options.setHeaders(headers))
        .transform(
            r ->
                r.succeeded()
                    ? WireBody.answer(contract, r.result().body())
                    : Future.failedFuture(
                        WireFailure.unsent(
                            contract.address(), names.readable(address), r.cause())));
  }

  private static DeliveryOptions options(long millis) {
    return new DeliveryOptions().setSendTimeout(millis);
  }

  /** Whether a request failed because nobody serves its contract: perhaps who does is older. */
  public static boolean isUnserved(Throwable cause) {
    return isReply(cause, ReplyFailure.NO_HANDLERS);
  }

  /** Whether it failed because nobody said anything. */
  static boolean isUnanswered(Throwable cause) {
    return isReply(cause, ReplyFailure.TIMEOUT);
  }

  private static boolean isReply(Throwable cause, ReplyFailure type) {
    return cause.getCause() instanceof ReplyException reply && reply.failureType() == type;
  }
}
