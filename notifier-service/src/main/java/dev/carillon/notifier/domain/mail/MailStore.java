package dev.carillon.notifier.domain.mail;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The mail that was ever accepted. Futures complete after the commit. */
public interface MailStore {
  /**
   * Stores mails and counts them, in one transaction; what has the {@code dedupKey} of an earlier
   * mail is not stored. None of them may have a window.
   *
   * @param worker who gets them, unless one of them is not to go {@link MailSchedule#atOnce} or
   *     everything is paused; null to let them wait in the queue
   */
  Future<StoredMails> accept(List<NewMail> mails, @Nullable Long worker);

  /** What would become of a mail, as the tables are now. */
  Future<Explanation> explain(NewMail mail);

  /** Stores a mail in its window: it takes the place of the one that waits there, if one does. */
  Future<Accepted> acceptInWindow(NewMail mail);

  /**
   * Stores one mail under the call's idempotency key, in one transaction with the answer; a second
   * time gives that answer.
   *
   * @param resolve makes the mail, if the request is new
   */
  Future<AcceptedMail> acceptKeyed(
      Call call, AcceptMail request, Supplier<Future<NewMail>> resolve);

  /**
   * Stores one mail for each recipient who has no mistake, all in one transaction, with the answer
   * if the call has an idempotency key.
   *
   * @param resolve makes the mails, if the request is new
   */
  Future<MailOutcomes> acceptAll(
      Call call, AcceptMails request, Supplier<Future<List<Outcome<NewMail>>>> resolve);

  /**
   * Cancels what waits to be sent to addresses or to a user, as an event demands, and notes in the
   * same transaction that it had its effect.
   *
   * @return how many of these mails are in a worker's hands: then the event has not had its whole
   *     effect and must come again
   */
  Future<Integer> cancelPending(
      DomainEvent<?> event, List<String> addresses, @Nullable UUID userId);

  /**
   * Notes that an event had its effect, and stores that effect, in one transaction. A second copy
   * of the event changes nothing.
   *
   * @param effect the mail that the event calls for, or null
   * @return whether the event was new
   */
  Future<Boolean> acceptOnce(DomainEvent<?> event, @Nullable NewMail effect);

  /** Takes a mail out of where it waits, for good. */
  Future<ChangeResult> cancel(UUID id, String why);

  /** Lets a mail that waits wait until another moment. */
  Future<ChangeResult> reschedule(UUID id, Instant at);

  /** Makes one ready again that was given up; false if it was not. */
  Future<Boolean> retry(UUID id);

  /** Makes ready again what was given up, the oldest first; how many. */
  Future<Integer> retryAll(MailState state, int limit);

  /** Forgets keys and windows whose time is over; how many of them at most. */
  Future<Void> forget(int limit);

  /** Reads one with its attempts. NOT_FOUND. */
  Future<Mail> get(UUID id);

  /** Reads a page, newest first, without attempts. */
  Future<MailPage> list(ListMails request);

  /** Counts everything in one snapshot. */
  Future<Ledger> ledger();
}
