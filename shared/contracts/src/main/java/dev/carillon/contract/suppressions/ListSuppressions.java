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
    Checks.start()
        .that(
            address == null || Checks.isEmail(address),
            "address",
            "is not one plain e-mail address")
        .verify();
  }
}
