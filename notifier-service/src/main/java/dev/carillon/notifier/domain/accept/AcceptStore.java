package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores accepted mail that is committed alone: in its window, with its answer, or for an event.
 * Futures complete after the commit.
 */
public interface AcceptStore {
  /**
   * Stores one mail in a transaction of its own: in its window, where it takes the place of the one
   * that waits there, or into the queue; with its answer, if it has a key. IN_PROGRESS.
   */
  Future<AcceptedMail> acceptAlone(Accept.Alone one);

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
   * An event and what it calls for.
   *
   * @param mail null for nothing
   */
  record Effect(DomainEvent<?> event, @Nullable NewMail mail) {
    /** How much of a commit it takes, in characters. */
    public int weight() {
      return mail == null ? 1 : mail.weight();
    }
  }

  /**
   * Notes that events had their effects, and stores those effects, in one transaction. A second
   * copy of an event changes nothing.
   *
   * @return how many of the events were new
   */
  Future<Integer> acceptOnce(List<Effect> effects);

  /**
   * Forgets keys and windows whose time is over.
   *
   * @param limit how many of them at most
   * @return whether there are more
   */
  Future<Boolean> forget(int limit);
}
