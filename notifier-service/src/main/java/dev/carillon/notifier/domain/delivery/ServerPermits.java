package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;
import java.time.Duration;

/** How much mail a server gets from all processes together. */
public interface ServerPermits {
  /** Where nobody limits anything. */
  ServerPermits UNLIMITED =
      (server, wanted) -> Future.succeededFuture(new Permits(wanted, Duration.ZERO));

  /**
   * What one may send.
   *
   * @param granted mails, at once
   * @param again after how long there is another one
   */
  record Permits(int granted, Duration again) {}

  /** Takes permits to send through a server: at most {@code wanted}, perhaps none. */
  Future<Permits> take(String server, int wanted);
}
