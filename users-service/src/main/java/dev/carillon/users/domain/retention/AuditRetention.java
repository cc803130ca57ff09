package dev.carillon.users.domain.retention;

import io.vertx.core.Future;
import java.time.Duration;

/** Where the audit lies that is to be forgotten. */
public interface AuditRetention {
  /**
   * Forgets what was done so long ago, to whomever.
   *
   * @param most how many entries at a time
   * @return how many it forgot
   */
  Future<Integer> forget(Duration keep, int most);
}
