package dev.carillon.contract.notifications;

import dev.carillon.failure.Checks;
import java.util.UUID;

/**
 * Marks all of a user's notifications up to one as seen.
 *
 * @param upTo the last of them; it need not be there any more
 */
public record MarkAllSeen(UUID userId, UUID upTo) {
  public MarkAllSeen {
    Checks.start().present("/userId", userId).present("/upTo", upTo).verify();
  }
}
