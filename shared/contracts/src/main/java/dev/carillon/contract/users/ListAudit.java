package dev.carillon.contract.users;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import java.util.UUID;

/** What was done to a user, oldest first. */
public record ListAudit(UUID userId, PageRequest page) {
  public ListAudit {
    Checks.start().present("/userId", userId).verify();
  }
}
