package dev.carillon.bus;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import io.vertx.core.eventbus.ReplyException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Failure} as a message: on its way back to the caller, or kept for a repetition. */
public record WireFailure(
    FailureCode code, String message, List<FieldError> details, @Nullable Boolean replayed) {
  public WireFailure {
    details = List.copyOf(details);
  }

  /** Of a failure; anything else is a fault of ours, whose particulars stay here. */
  public static WireFailure of(Throwable cause) {
    Failure f = Failure.known(cause);
    return f == null
        ? new WireFailure(FailureCode.INTERNAL, "A fault in the service", List.of(), null)
        : new WireFailure(f.code(), f.message(), f.details(), f.replayed() ? true : null);
  }

  /** As it was. */
  public Failure toFailure() {
    Failure failure = new Failure(code, message, details);
    return Boolean.TRUE.equals(replayed) ? failure.asReplayed() : failure;
  }

  /**
   * Of a request to which the bus itself, and no handler, has answered.
   *
   * @param where the address with the name of the node: what the bus says has its id
   */
  static Throwable unsent(String address, String where, Throwable cause) {
    if (!(cause instanceof ReplyException said)) {
      return cause;
    }
    ReplyException reply =
        new ReplyException(said.failureType(), said.failureCode(), "asked " + where);
    return switch (reply.failureType()) {
      case NO_HANDLERS -> Failure.of(FailureCode.UNAVAILABLE, "Nobody serves " + address, reply);
      case TIMEOUT -> late(address, reply);
      default -> Failure.of(FailureCode.INTERNAL, address + " failed", reply);
    };
  }

  /** Of a request that was not answered in time. */
  static Failure late(String address, @Nullable Throwable cause) {
    String message = address + " did not answer in time";
    return cause == null
        ? Failure.of(FailureCode.TIMEOUT, message)
        : Failure.of(FailureCode.TIMEOUT, message, cause);
  }
}
