package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;
import java.time.Duration;

/** The limits of servers, shared by all processes. */
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
}
