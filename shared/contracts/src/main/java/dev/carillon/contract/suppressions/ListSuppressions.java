package dev.carillon.contract.suppressions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Lists addresses that get no mail.
 *
 * @param address only this one; null for all
 * @param ended true for those that were taken off the list, the newest first: the last 1,000 of
 *     each key and the last 10 of each recipient, as long as records of mail are kept
 */
public record ListSuppressions(
    @Nullable String address,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean ended,
    PageRequest page) {
  public ListSuppressions {
    Checks.start()
        .that(
            address == null || Checks.isEmail(address),
            "address",
            "is not one plain e-mail address")
        .verify();
  }

  /** Those that count. */
  public ListSuppressions(@Nullable String address, PageRequest page) {
    this(address, null, page);
  }
}
