package dev.carillon.bus;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import java.util.List;

/** A {@link Failure} on its way back to the caller. */
record WireFailure(FailureCode code, String message, List<FieldError> details) {
  WireFailure {
    details = List.copyOf(details);
  }

  static WireFailure of(Throwable cause) {
    return cause instanceof Failure f
        ? new WireFailure(f.code(), f.message(), f.details())
        : new WireFailure(FailureCode.INTERNAL, "A fault in the service", List.of());
  }

  Failure toFailure() {
    return new Failure(code, message, details);
  }
}
