package dev.carillon.gateway.notifications;

import dev.carillon.failure.Checks;
import java.util.UUID;

/** Up to which notification all are seen. */
record UpTo(UUID upTo) {
  UpTo {
    Checks.start().present("/upTo", upTo).verify();
  }
}
