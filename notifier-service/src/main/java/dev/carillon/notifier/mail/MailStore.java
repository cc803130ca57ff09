package dev.carillon.notifier.mail;

import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The mail that was ever accepted. Futures complete after the commit. */
public interface MailStore {
  /** Stores mails, ready to be sent, and counts them, in one transaction. */
  Future<Void> accept(List<NewMail> mails);

  /**
   * Stores one mail under the call's idempotency key, in one transaction with the answer; a second
   * time gives that answer.
   *
   * @param resolve makes the mail, if the request is new
   */
  Future<AcceptedMail> acceptKeyed(
      Call call, AcceptMail request, Supplier<Future<NewMail>> resolve);

  /**
   * Cancels what waits to be sent to addresses or to a user, as an event demands, and notes in the
   * same transaction that it had its effect.
   *
   * @return how many of these mails are in a worker's hands: then the event has not had its whole
   *     effect and must come again
   */
  Future<Integer> cancelPending(DomainEvent event, List<String> addresses, @Nullable UUID userId);

  /**
   * Notes that an event had its effect, and stores that effect, in one transaction. A second copy
   * of the event changes nothing.
   *
   * @param effect the mail that the event calls for, or null
   * @return whether the event was new
   */
  Future<Boolean> acceptOnce(DomainEvent event, @Nullable NewMail effect);

  /** Reads one with its attempts. NOT_FOUND. */
  Future<Mail> get(UUID id);

  /** Reads a page, newest first, without attempts. */
  Future<MailPage> list(ListMails request);

  /** Counts everything in one snapshot. */
  Future<Ledger> ledger();
}
