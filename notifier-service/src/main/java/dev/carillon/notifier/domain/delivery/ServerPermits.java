package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;
import java.time.Duration;

/** The limits and pauses of servers, shared by all processes. */
public interface ServerPermits {
  /** No limits. */
  ServerPermits UNLIMITED =
      (server, wanted) -> Future.succeededFuture(new Grant(wanted, Duration.ZERO));

  /**
   * Permits to send.
   *
   * @param granted how many mails may be sent now
   * @param again how long until the next permit
   */
  record Grant(int granted, Duration again) {}

  /** Takes permits to send through a server: at most {@code wanted}, perhaps none. */
  Future<Grant> take(String server, int wanted);

  /** Pauses a server for a reason that people read, unless somebody has paused it already. */
  default Future<Void> pause(String server, String reason) {
    return Future.succeededFuture();
  }

  /** Whether a mail may try a server that was paused for a reason: one a minute, of all. */
  default Future<Boolean> probe(String server) {
    return Future.succeededFuture(true);
  }

  /** Ends a pause that has a reason. */
  default Future<Void> resume(String server) {
    return Future.succeededFuture();
  }
}
