package dev.carillon.contract.notifications;

import dev.carillon.failure.Checks;
import java.util.UUID;

/** One notification of a user. */
public record NotificationName(UUID userId, UUID id) {
  public NotificationName {
    Checks.start().present("/userId", userId).present("/id", id).verify();
  }
}
