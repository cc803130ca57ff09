package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import java.util.UUID;

/**
 * Opens a view of a mail's HTML.
 *
 * @param remote whether it may load pictures from other servers
 */
public record OpenInboxView(UUID id, boolean remote) {
  public OpenInboxView {
    Checks.start().present("id", id).verify();
  }
}
