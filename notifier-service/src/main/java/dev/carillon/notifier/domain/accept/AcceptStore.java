package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where accepted mail is stored. Futures complete after the commit. */
public interface AcceptStore {
  /**
   * Stores mails and counts them, in one statement, and leases them to a worker; into the queue
   * while everything is paused. All of them go at once: none has a time, a key or a window.
   */
  Future<StoredMails> acceptDirect(List<NewMail> mails, long worker);

  /**
   * Stores mails into the queue and counts them, in one transaction; what has the {@code dedupKey}
   * of an earlier mail is not stored. None of them has a window.
   *
   * @return one answer for each, in their order
   */
  Future<List<Accepted>> enqueue(List<NewMail> mails);

  /**
   * Stores one mail in a transaction of its own: in its window, where it takes the place of the one
   * that waits there, or into the queue; with its answer, if it has a key. IN_PROGRESS.
   */
  Future<AcceptedMail> acceptAlone(Accept one);

  /** Stores a mail to many in one transaction, with the answer if there is a key. IN_PROGRESS. */
  Future<MailOutcomes> acceptAll(BulkMail mails, @Nullable IdempotencyKey key);

  /**
   * What the same request got under this key before; null if nothing yet. Fails with a refusal that
   * was kept. IDEMPOTENCY_MISMATCH.
   */
  Future<@Nullable AcceptedMail> findAccepted(IdempotencyKey key);

  /** The same for a mail to many. */
  Future<@Nullable MailOutcomes> findOutcomes(IdempotencyKey key);

  /** Keeps a refusal for repetitions, if it would always be the same; fails with it. */
  <T> Future<T> refuse(IdempotencyKey key, Throwable refusal);

  /**
   * Notes that an event had its effect, and stores that effect, in one transaction. A second copy
   * of the event changes nothing.
   *
   * @param effect the mail that the event calls for, or null
   * @return whether the event was new
   */
  Future<Boolean> acceptOnce(DomainEvent<?> event, @Nullable NewMail effect);

  /** Forgets keys and windows whose time is over; how many of them at most. */
  Future<Void> forget(int limit);
}
