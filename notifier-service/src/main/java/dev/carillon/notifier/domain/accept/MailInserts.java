package dev.carillon.notifier.domain.accept;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stores accepted mail that is committed together. Futures complete after the commit. */
public interface MailInserts {
  /** A mail whose answer is kept under a key. */
  record Keyed(NewMail mail, IdempotencyKey key) {}

  /**
   * What became of mails with keys.
   *
   * @param outcomes by the ids of the mails: stored, or what the key got before. Those that are not
   *     here are to be stored alone: their key has expired, or somebody else is using it, or
   *     another mail has their {@code dedupKey}
   * @param leased what a worker has already, because it had asked for it
   */
  record KeyedMails(Map<UUID, Outcome<AcceptedMail>> outcomes, List<Batch> leased) {
    public KeyedMails {
      outcomes = Map.copyOf(outcomes);
      leased = List.copyOf(leased);
    }
  }

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

  /** As {@link #lease}, with the answers, each under a key that no other of them has. */
  Future<KeyedMails> leaseKeyed(List<Keyed> mails, long worker);

  /**
   * As {@link #enqueue}, with the answers, each under a key that no other of them has; nor do two
   * of them have one {@code dedupKey}.
   */
  Future<KeyedMails> enqueueKeyed(List<Keyed> mails);
}
