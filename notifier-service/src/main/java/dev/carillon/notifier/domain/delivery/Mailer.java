package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;

/** The way out. */
public interface Mailer {
  /**
   * Tries once to hand a mail to an SMTP server. The future always succeeds: what went wrong is in
   * the {@link Delivery}. It completes within a bounded time.
   *
   * @param wireState told how far it came, and asked before the first byte is written
   */
  Future<Delivery> send(Outgoing mail, WireState wireState);

  /** How many mails it would take now without letting them wait long; 0 while servers are away. */
  int room();

  /** Gives the connections back. */
  Future<Void> close();
}
