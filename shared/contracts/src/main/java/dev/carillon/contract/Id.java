package dev.carillon.contract;

import dev.carillon.failure.Checks;
import java.util.UUID;

/** A request that names one thing. */
public record Id(UUID id) {
  public Id {
    Checks.start().present("/id", id).verify();
  }
}
