package dev.carillon.contract.events;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Lists parked events, the oldest first.
 *
 * @param subject only those about this; null for all
 */
public record ListParked(@Nullable String subject, PageRequest page) {
  private static final int LONGEST_SUBJECT = 200;

  public ListParked {
    Checks.start().lineIfPresent("subject", subject, 1, LONGEST_SUBJECT).verify();
  }
}
