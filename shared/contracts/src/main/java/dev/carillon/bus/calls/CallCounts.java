package dev.carillon.bus.calls;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
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
  private static final FailureCode[] CODES = FailureCode.values();

  private final Map<String, Calls> byContract = new ConcurrentHashMap<>();

  private CallCounts() {}

  /** Those of a Vert.x instance. */
  public static CallCounts of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, CallCounts>getLocalMap("carillon.bus")
        .computeIfAbsent("calls", k -> new CallCounts());
  }

  /** The calls of one contract: the last place is for those that ended well. */
  private static final class Calls {
    private final LongAdder[] ended = new LongAdder[CODES.length + 1];
    private final LongAdder repeated = new LongAdder();

    Calls() {
      for (int i = 0; i < ended.length; i++) {
        ended[i] = new LongAdder();
      }
    }
  }

  /** Counts a call when it has ended. */
  public <R> Future<R> count(String address, Future<R> call) {
    return call.onComplete((r, failure) -> calls(address).ended[place(failure)].increment());
  }

  /** Another instance is asked, because the first one has not answered in time or was away. */
  public void repeated(String address) {
    calls(address).repeated.increment();
  }

  /** How many calls of each contract have ended so: {@code ok}, or the label of a failure. */
  public Map<String, Map<String, Long>> ended() {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    byContract.forEach(
        (contract, calls) -> {
          Map<String, Long> outcomes = new TreeMap<>();
          for (int i = 0; i < calls.ended.length; i++) {
            long n = calls.ended[i].sum();
            if (n > 0 || i == CODES.length) {
              outcomes.put(i == CODES.length ? OK : CODES[i].label(), n);
            }
          }
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

  private static int place(@Nullable Throwable failure) {
    if (failure == null) {
      return CODES.length;
    }
    return failure instanceof Failure known
        ? known.code().ordinal()
        : FailureCode.INTERNAL.ordinal();
  }
}
