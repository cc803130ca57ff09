package dev.carillon.bus.calls;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How the calls that a process has made over the bus ended, by contract, and how often another
 * instance was asked too. Contracts are named without the process that was asked; those beyond
 * {@value #MOST} are counted together. One for each Vert.x instance. Thread-safe.
 */
public final class CallCounts implements Shareable {
  /** So many contracts are told apart. */
  public static final int MOST = 500;

  /** The name of all others. */
  public static final String OTHER = "other";

  private static final String OK = "ok";

  /**
   * What nobody's input is to blame for. These are told from the first call on, also while there
   * were none: a figure that begins at 1 has not grown, for who looks at it now and then.
   */
  private static final Set<FailureCode> FAULTS =
      Set.of(FailureCode.TIMEOUT, FailureCode.UNAVAILABLE, FailureCode.INTERNAL);

  private final Map<String, Calls> byContract = new ConcurrentHashMap<>();

  private CallCounts() {}

  /** Those of a Vert.x instance. */
  public static CallCounts of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, CallCounts>getLocalMap("carillon.bus")
        .computeIfAbsent("calls", k -> new CallCounts());
  }

  /** The calls of one contract. */
  private static final class Calls {
    private final LongAdder well = new LongAdder();
    private final Map<FailureCode, LongAdder> failed = new EnumMap<>(FailureCode.class);
    private final LongAdder repeated = new LongAdder();

    Calls() {
      for (FailureCode code : FailureCode.values()) {
        failed.put(code, new LongAdder());
      }
    }

    LongAdder ended(@Nullable Throwable failure) {
      return failure == null
          ? well
          : Objects.requireNonNull(
              failed.get(failure instanceof Failure known ? known.code() : FailureCode.INTERNAL));
    }
  }

  /** Counts a call when it has ended. */
  public <R> Future<R> count(String address, Future<R> call) {
    return call.onComplete((r, failure) -> calls(address).ended(failure).increment());
  }

  /** Another instance is asked, because the first one has not answered in time or was away. */
  public void repeated(String address) {
    calls(address).repeated.increment();
  }

  /**
   * How many calls of each contract have ended so: {@code ok}, or the label of a failure. Those for
   * which the input is to blame are there once there was one.
   */
  public Map<String, Map<String, Long>> ended() {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    byContract.forEach(
        (contract, calls) -> {
          Map<String, Long> outcomes = new TreeMap<>(Map.of(OK, calls.well.sum()));
          calls.failed.forEach(
              (code, n) -> {
                if (n.sum() > 0 || FAULTS.contains(code)) {
                  outcomes.put(code.label(), n.sum());
                }
              });
          all.put(contract, outcomes);
        });
    return all;
  }

  /** How often another instance was asked, of each contract. */
  public Map<String, Long> repeated() {
    Map<String, Long> all = new TreeMap<>();
    byContract.forEach((contract, calls) -> all.put(contract, calls.repeated.sum()));
    return all;
  }

  private Calls calls(String address) {
    int node = address.indexOf('@');
    String contract = node < 0 ? address : address.substring(0, node);
    Calls known = byContract.get(contract);
    if (known != null) {
      return known;
    }
    String name = byContract.size() < MOST ? contract : OTHER;
    return byContract.computeIfAbsent(name, n -> new Calls());
  }
}
