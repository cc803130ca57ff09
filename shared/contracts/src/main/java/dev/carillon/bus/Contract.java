package dev.carillon.bus;

import dev.carillon.bus.instance.Tries;
import dev.carillon.json.JsonType;
import dev.carillon.request.Scope;
import java.time.Duration;

/**
 * A request that some service answers: its address (with its version), the records that go and
 * come, and how long an answer may take. A constant of a {@code contract} package.
 *
 * @param address where it is served; ends in {@code .v<number>}
 * @param request the record that is sent
 * @param response the record that comes back
 * @param timeout the longest wait for an answer; a call's own deadline may be shorter
 * @param scope what a caller must have
 * @param isExposed whether it may be used through a bridge; else it stays inside
 * @param tries how often and how fast it is tried at other instances
 */
public record Contract<Q, R>(
    String address,
    JsonType<Q> request,
    JsonType<R> response,
    Duration timeout,
    Scope scope,
    boolean isExposed,
    Tries tries) {
  private static final int TIMES = 3;
  private static final int PARTS = 5;
  private static final Duration LONGEST_TRY = Duration.ofSeconds(2);

  /** A contract of services among themselves, which need every scope. */
  public static <Q extends Record, R extends Record> Contract<Q, R> contract(
      String address, Class<Q> request, Class<R> response, Duration timeout) {
    return contract(address, JsonType.of(request), response, timeout);
  }

  /** The same for a request with a type argument. */
  public static <Q extends Record, R extends Record> Contract<Q, R> contract(
      String address, JsonType<Q> request, Class<R> response, Duration timeout) {
    return new Contract<>(
        address, request, JsonType.of(response), timeout, Scope.ADMIN, false, Tries.ONCE);
  }

  /** The same for an answer with a type argument. */
  public static <Q extends Record, R extends Record> Contract<Q, R> contract(
      String address, Class<Q> request, JsonType<R> response, Duration timeout) {
    return new Contract<>(
        address, JsonType.of(request), response, timeout, Scope.ADMIN, false, Tries.ONCE);
  }

  /** The same contract, open to all callers who have {@code scope}. */
  public Contract<Q, R> exposed(Scope scope) {
    return new Contract<>(address, request, response, timeout, scope, true, tries);
  }

  /**
   * The same contract, whose handler changes nothing: it is tried three times in all, each time at
   * another instance after a fifth of its time-out.
   */
  public Contract<Q, R> reading() {
    return tried(new Tries(TIMES, perTry(), false));
  }

  /** The same for a write that an idempotency key makes repeatable: it is, in calls with a key. */
  public Contract<Q, R> keyed() {
    return tried(new Tries(TIMES, perTry(), true));
  }

  /** The same contract, tried otherwise. */
  public Contract<Q, R> tried(Tries tries) {
    return new Contract<>(address, request, response, timeout, scope, isExposed, tries);
  }

  private Duration perTry() {
    Duration part = Duration.ofNanos(timeout.toNanos() / PARTS);
    return part.compareTo(LONGEST_TRY) < 0 ? part : LONGEST_TRY;
  }
}
