package dev.carillon.faults;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.lifecycle.Component;
import dev.carillon.request.Actor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be broken in this process, for a bounded time. Nothing may unless whoever starts the
 * process allows it; what is active ends by itself, and when the process stops. Thread-safe.
 */
public final class Faults implements Shareable {
  /** How long a fault lasts of which nothing is said. */
  public static final Duration USUAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int KEPT = 100;
  private static final Actor ITSELF = new Actor("carillon", "");

  private final Timers timers;
  private final Clocks clocks;
  private final Map<String, Offered> offered = new TreeMap<>();
  private final Deque<FaultEvent> audit = new ArrayDeque<>();
  private boolean allowed;
  private boolean stopping;

  /** One fault; what is done to it is done in order. */
  private static final class Offered {
    private final Fault fault;
    private Future<?> done = Future.succeededFuture();
    private @Nullable Active active;

    Offered(Fault fault) {
      this.fault = fault;
    }

    FaultState state() {
      Active now = active;
      return now == null
          ? new FaultState(fault.name(), fault.what(), false, null, null, null)
          : new FaultState(fault.name(), fault.what(), true, now.since(), now.until(), now.by());
    }
  }

  private record Active(Instant since, Instant until, String by, Timers.Pending end) {}

  Faults(Timers timers, Clocks clocks) {
    this.timers = timers;
    this.clocks = clocks;
  }

  /** Those of a Vert.x instance. */
  public static Faults of(Vertx vertx, Clocks clocks) {
    return vertx
        .sharedData()
        .<String, Faults>getLocalMap("carillon.faults")
        .computeIfAbsent("faults", k -> new Faults(Timers.of(vertx), clocks));
  }

  /**
   * Allows them in this process. To be called before any service starts, by whoever has started all
   * that can be broken.
   */
  public synchronized void allow() {
    allowed = true;
  }

  /** Whether anything may be broken here. */
  public synchronized boolean areAllowed() {
    return allowed;
  }

  /** Offers a fault, if any is allowed, while a part of the process runs. */
  public Component component(Fault fault) {
    return Component.running(
        "fault " + fault.name(), () -> offer(fault), () -> withdraw(fault.name()));
  }

  /** Offers a fault, if any is allowed. */
  public synchronized void offer(Fault fault) {
    if (allowed) {
      offered.put(fault.name(), new Offered(fault));
    }
  }

  private synchronized Future<?> withdraw(String name) {
    Offered one = offered.remove(name);
    return one == null ? Future.succeededFuture() : end(one, ITSELF);
  }

  /** All that there are. */
  public synchronized FaultList list() {
    return new FaultList(
        offered.values().stream().map(Offered::state).toList(), new ArrayList<>(audit));
  }

  /**
   * Breaks something. Fails with NOT_FOUND, with CONFLICT if it is broken already, and with INVALID
   * for a time that is not from one second to sixty.
   */
  public synchronized Future<FaultState> begin(String name, Duration time, Actor by) {
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw Failure.invalid("for", "must be from 1s to 60s");
    }
    if (stopping) {
      throw Failure.of(FailureCode.UNAVAILABLE, "The process stops: nothing is broken any more");
    }
    Offered one = find(name);
    if (one.active != null) {
      throw Failure.of(FailureCode.CONFLICT, name + " is active already; end it, or wait");
    }
    Instant now = clocks.now();
    Active active =
        new Active(now, now.plus(time), by.principal(), timers.after(time, () -> endInTime(one)));
    one.active = active;
    note(name, "began", by);
    return then(one, one.fault.begin())
        .onFailure(e -> failed(one, active, e))
        .map(v -> stateOf(one));
  }

  private synchronized FaultState stateOf(Offered one) {
    return one.state();
  }

  /** Makes it whole, if it is broken. NOT_FOUND if there is no such fault. */
  public synchronized Future<FaultState> end(String name, Actor by) {
    Offered one = find(name);
    return end(one, by).map(v -> stateOf(one));
  }

  /** Makes everything whole, and breaks nothing any more: the process stops. */
  public synchronized Future<?> endAll() {
    stopping = true;
    return Future.join(offered.values().stream().map(one -> end(one, ITSELF)).toList());
  }

  private synchronized void endInTime(Offered one) {
    end(one, ITSELF).onFailure(e -> LOG.error("{} did not end", one.fault.name(), e));
  }

  private Future<?> end(Offered one, Actor by) {
    Active active = one.active;
    if (active == null) {
      return one.done;
    }
    active.end().cancel();
    one.active = null;
    note(one.fault.name(), "ended", by);
    return then(one, one.fault.end());
  }

  private synchronized void failed(Offered one, Active active, Throwable cause) {
    if (active.equals(one.active)) {
      active.end().cancel();
      one.active = null;
      note(one.fault.name(), "failed", ITSELF);
      LOG.warn("{} could not be broken: {}", one.fault.name(), cause.toString());
      then(one, one.fault.end()).onFailure(e -> LOG.error("It is not whole either", e));
    }
  }

  private static Future<?> then(Offered one, Supplier<Future<?>> step) {
    Future<?> next = one.done.transform(before -> Work.<Void>begin(() -> step.get().mapEmpty()));
    one.done = next;
    return next;
  }

  private Offered find(String name) {
    Offered one = offered.get(name);
    if (one == null) {
      throw Failure.of(
          FailureCode.NOT_FOUND, "There is no such fault; there are " + offered.keySet());
    }
    return one;
  }

  /** Writes down what somebody did to this process on purpose, a fault or else. */
  public synchronized void note(String fault, String what, Actor by) {
    LOG.warn("Audit: {} {}, by {} {}", fault, what, by.principal(), by.requestId());
    String traceId = by.requestId().isEmpty() ? null : by.requestId();
    audit.addFirst(new FaultEvent(clocks.now(), fault, what, by.principal(), traceId));
    if (audit.size() > KEPT) {
      audit.removeLast();
    }
  }
}
