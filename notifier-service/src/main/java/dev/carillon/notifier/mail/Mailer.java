package dev.carillon.notifier.mail;

import io.vertx.core.Future;

/** The way out. */
public interface Mailer {
  /**
   * Tries once to hand a mail to the SMTP server. The future always succeeds: what went wrong is in
   * the {@link Delivery}. It completes within a bounded time.
   */
  Future<Delivery> send(NewMail mail);

  /** Gives the connections back. */
  Future<Void> close();
}
