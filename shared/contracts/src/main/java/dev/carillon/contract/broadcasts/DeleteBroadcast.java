package dev.carillon.contract.broadcasts;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a broadcast schedule; its history stays.
 *
 * @param ifMatch the versions that may be deleted; null for any
 */
public record DeleteBroadcast(String name, @Nullable IfMatch ifMatch) {
  public DeleteBroadcast {
    Checks.start().line("name", name, 1, 100).verify();
  }
}
