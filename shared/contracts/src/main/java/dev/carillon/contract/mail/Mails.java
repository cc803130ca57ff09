package dev.carillon.contract.mail;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.Ping;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about mail. */
public final class Mails {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration CANARY = Duration.ofMillis(900);
  private static final Duration MANY = Duration.ofSeconds(10);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Stores a mail; answers after the commit. */
  public static final Contract<AcceptMail, AcceptedMail> ACCEPT =
      contract("mail.accept.v1", AcceptMail.class, AcceptedMail.class, WRITE)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Says what would become of a mail, and stores nothing. INVALID as for {@link #ACCEPT}. */
  public static final Contract<AcceptMail, Explanation> EXPLAIN =
      contract("mail.explain.v1", AcceptMail.class, Explanation.class, READ)
          .exposed(Scope.MAIL_SEND)
          .reading();

  /** Stores a mail to many; answers after the commit. */
  public static final Contract<AcceptMails, MailOutcomes> ACCEPT_ALL =
      contract("mail.accept-all.v1", AcceptMails.class, MailOutcomes.class, MANY)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /**
   * Calls a mail back; when it answers, the mail is not and will not be sent. NOT_FOUND; CONFLICT
   * when it is too late.
   */
  public static final Contract<Id, Answered<Mail>> CANCEL =
      contract("mail.cancel.v2", Id.class, Answered.of(Mail.class), WRITE)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Moves a mail that waits to another time. NOT_FOUND; CONFLICT when it does not wait. */
  public static final Contract<ChangeMail, Answered<Mail>> RESCHEDULE =
      contract("mail.reschedule.v2", ChangeMail.class, Answered.of(Mail.class), WRITE)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Sends again what was given up. NOT_FOUND, CONFLICT for a single one. */
  public static final Contract<RetryMails, Answered<Retried>> RETRY =
      contract("mail.retry.v2", RetryMails.class, Answered.of(Retried.class), MANY)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Sends again what was given up for one reason, a bounded piece of it. */
  public static final Contract<RetryReason, Answered<Retried>> RETRY_REASON =
      contract("mail.retry-reason.v1", RetryReason.class, Answered.of(Retried.class), MANY)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Groups what was given up by its reasons. */
  public static final Contract<ListReasons, MailReasons> REASONS =
      contract("mail.reasons.v1", ListReasons.class, MailReasons.class, WRITE)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Calls a mail back where it is held: every node is asked. */
  public static final Contract<Id, HeldMail> CALL_BACK =
      contract("mail.call-back.v1", Id.class, HeldMail.class, READ);

  /** Reads a mail with its attempts. NOT_FOUND. */
  public static final Contract<Id, Mail> GET =
      contract("mail.get.v1", Id.class, Mail.class, READ).exposed(Scope.MAIL_READ).reading();

  /** Reads a mail with what it says. NOT_FOUND; CONFLICT when that is no longer kept. */
  public static final Contract<Id, Mail> READ_CONTENT =
      contract("mail.content.v1", Id.class, Mail.class, READ).exposed(Scope.MAIL_CONTENT).reading();

  /** Reads what happened to a mail. NOT_FOUND. */
  public static final Contract<Id, MailTimeline> TIMELINE =
      contract("mail.timeline.v1", Id.class, MailTimeline.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Lists mails. */
  public static final Contract<ListMails, MailPage> LIST =
      contract("mail.list.v1", ListMails.class, MailPage.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Lists all mail that is kept of a person, with what it says, the oldest first. */
  public static final Contract<ListKept, KeptPage> KEPT =
      contract("mail.kept.v1", ListKept.class, KeptPage.class, WRITE)
          .exposed(Scope.ADMIN)
          .reading();

  /** Reads what is kept of addresses beside mail. */
  public static final Contract<ListTraces, MailTraces> TRACES =
      contract("mail.traces.v1", ListTraces.class, MailTraces.class, WRITE)
          .exposed(Scope.ADMIN)
          .reading();

  /** Reads the books. */
  public static final Contract<GetLedger, Ledger> LEDGER =
      contract("mail.ledger.v1", GetLedger.class, Ledger.class, WRITE)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Takes a user event for good: answers after the commit; a second copy changes nothing. */
  public static final Contract<DomainEvent<UserEvent>, Done> ON_USER_EVENT =
      contract("mail.on-user-event.v1", DomainEvent.of(UserEvent.class), Done.class, WRITE);

  /**
   * The same, and says what was erased. UNAVAILABLE while an erasure is not complete: mail is on
   * its way.
   */
  public static final Contract<DomainEvent<UserEvent>, EventTaken> TAKE_USER_EVENT =
      contract("mail.on-user-event.v2", DomainEvent.of(UserEvent.class), EventTaken.class, WRITE);

  /**
   * Takes events of many users for good, in one transaction where that is possible: answers after
   * the commit, with an outcome for each. One that comes behind an event of its user that may come
   * again has not been taken either. A second copy changes nothing. Erasures come alone, by {@link
   * #TAKE_USER_EVENT}.
   */
  public static final Contract<UserEventBatch, EventOutcomes> TAKE_USER_EVENTS =
      contract("mail.on-user-events.v1", UserEventBatch.class, EventOutcomes.class, MANY);

  /** Answers while the service can reach its database. */
  public static final Contract<Ping, Done> PING =
      contract("mail.ping.v1", Ping.class, Done.class, CANARY).reading();

  private Mails() {}
}
