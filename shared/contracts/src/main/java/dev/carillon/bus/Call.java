package dev.carillon.bus;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.failure.Failure;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.request.Role;
import dev.carillon.request.Scopes;
import dev.carillon.request.TraceId;
import dev.carillon.text.IntegerText;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, until when, and under which name: it goes with every request as headers, and each hop
 * spends what is left of the deadline.
 *
 * @param principal who asks, as authenticated at the edge
 * @param scopes what the caller may do, as the edge found it; whoever is on the bus can claim any
 * @param requestId the trace id, which names the request in answers, logs and the audit
 * @param idempotencyKey the caller's key for a repeatable write, if given; INVALID where it {@link
 *     IdempotencyKey#isPossible} not
 * @param deadline when the answer is worth nothing any more
 * @param traceparent the W3C trace context, if given
 */
public record Call(
    String principal,
    Scopes scopes,
    String requestId,
    @Nullable String idempotencyKey,
    Deadline deadline,
    @Nullable String traceparent) {

  private static final String PRINCIPAL = "c-principal";
  private static final String ROLE = "c-role";
  private static final String SCOPES = "c-scopes";
  private static final String REQUEST_ID = "c-request-id";
  private static final String IDEMPOTENCY_KEY = "c-idempotency-key";
  private static final String REMAINING_MILLIS = "c-remaining-ms";

  /** The header of the trace context, of members that trace nothing themselves. */
  public static final String TRACEPARENT = "c-traceparent";

  /** Every header that a bridge must overwrite, because its clients control headers. */
  public static final Set<String> HEADERS =
      Set.of(PRINCIPAL, ROLE, SCOPES, REQUEST_ID, IDEMPOTENCY_KEY, REMAINING_MILLIS, TRACEPARENT);

  public Call {
    if (idempotencyKey != null && !IdempotencyKey.isPossible(idempotencyKey)) {
      throw Failure.invalid(IDEMPOTENCY_KEY, IdempotencyKey.RULE);
    }
  }

  /** A call that a service makes on its own behalf. */
  public static Call internal(String principal, Duration timeout, Clocks clocks) {
    return new Call(
        principal, Role.ADMIN.scopes(), TraceId.next(), null, Deadline.in(timeout, clocks), null);
  }

  /** The greatest role that the caller has; null without one. */
  public @Nullable Role role() {
    return scopes.role();
  }

  /**
   * The same call with every scope: for what a service asks of others on its own account, after the
   * caller's scope for the request itself was found sufficient.
   */
  public Call asService() {
    return new Call(
        principal, Role.ADMIN.scopes(), requestId, idempotencyKey, deadline, traceparent);
  }

  /** Who asks, for the audit. */
  public Actor actor() {
    return new Actor(principal, requestId);
  }

  /** The key of a repeatable write together with what it is used for; null without a key. */
  public @Nullable IdempotencyKey idempotency(Contract<?, ?> contract, Record request) {
    return idempotencyKey == null
        ? null
        : new IdempotencyKey(principal, contract.address(), idempotencyKey, request);
  }

  void writeTo(MultiMap headers, long remainingMillis) {
    headers.set(PRINCIPAL, principal);
    Role role = scopes.role();
    if (role != null) {
      headers.set(ROLE, role.name()); // what processes of older releases read
    }
    headers.set(SCOPES, scopes.text());
    headers.set(REQUEST_ID, requestId);
    headers.set(REMAINING_MILLIS, Long.toString(remainingMillis));
    if (idempotencyKey != null) {
      headers.set(IDEMPOTENCY_KEY, idempotencyKey);
    }
    if (traceparent != null) {
      headers.set(TRACEPARENT, traceparent);
    }
  }

  /**
   * Reads the headers; a message without them is an anonymous reader with the whole time-out, and
   * one with a role alone has the scopes of that role.
   */
  static Call readFrom(MultiMap headers, Duration timeout, Clocks clocks) {
    String principal = headers.get(PRINCIPAL);
    String requestId = headers.get(REQUEST_ID);
    return new Call(
        principal == null ? "anonymous" : principal,
        scopes(headers),
        requestId == null ? TraceId.next() : requestId,
        headers.get(IDEMPOTENCY_KEY),
        Deadline.in(remaining(headers.get(REMAINING_MILLIS), timeout), clocks),
        TraceId.parent(headers.get(TRACEPARENT)));
  }

  private static Role role(String name) {
    for (Role role : Role.values()) {
      if (role.name().equals(name)) {
        return role;
      }
    }
    throw Failure.invalid(ROLE, "is not a role");
  }

  /** Never more than the time-out; less than nothing is nothing. INVALID for what is no number. */
  private static Duration remaining(@Nullable String millis, Duration timeout) {
    if (millis == null) {
      return timeout;
    }
    try {
      long left = IntegerText.parseLong(millis, Long.MIN_VALUE, Long.MAX_VALUE);
      return Duration.ofMillis(Math.min(Math.max(left, 0), timeout.toMillis()));
    } catch (Failure refused) {
      throw refused.within(REMAINING_MILLIS);
    }
  }

  private static Scopes scopes(MultiMap headers) {
    String scopes = headers.get(SCOPES);
    if (scopes != null) {
      return Scopes.parse(scopes);
    }
    String role = headers.get(ROLE);
    return (role == null ? Role.READER : role(role)).scopes();
  }
}
