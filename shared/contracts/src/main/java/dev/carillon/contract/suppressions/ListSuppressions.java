package dev.carillon.contract.suppressions;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Lists addresses that get no mail.
 *
 * @param address only this one; null for all
 */
public record ListSuppressions(@Nullable String address, PageRequest page) {
  public ListSuppressions {
    Checks.start().lineIfPresent("address", address, 1, Checks.MAX_EMAIL).verify();
  }
}
