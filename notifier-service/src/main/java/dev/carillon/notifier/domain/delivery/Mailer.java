package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;

/** Sends mail. */
public interface Mailer {
  /**
   * Tries once to hand a mail to an SMTP server. The future always succeeds: what went wrong is in
   * the {@link Delivery}. It completes within a bounded time.
   *
   * @param wireState notes how far the transaction came; asked before the first byte is written
   */
  Future<Delivery> send(Outgoing mail, WireState wireState);

  /** How many mails it accepts now without a long wait; 0 while all servers are away. */
  int room();

  /** How many mails it can have on the wire at a time; 0 while all servers are away. */
  int width();

  /** Closes the connections. */
  Future<Void> close();
}
