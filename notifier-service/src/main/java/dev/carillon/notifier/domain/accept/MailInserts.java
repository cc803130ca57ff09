package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.util.List;

/** Stores accepted mail that is committed together. Futures complete after the commit. */
public interface MailInserts {
  /**
   * Stores mails and counts them, in one statement, and leases them to a worker; into the queue
   * while everything is paused. All of them go at once: none has a time, a key or a window.
   */
  Future<StoredMails> lease(List<NewMail> mails, long worker);

  /**
   * Stores mails into the queue and counts them, in one transaction; what has the {@code dedupKey}
   * of an earlier mail is not stored. None of them has a window.
   *
   * @return one answer for each, in their order
   */
  Future<List<Accepted>> enqueue(List<NewMail> mails);
}
