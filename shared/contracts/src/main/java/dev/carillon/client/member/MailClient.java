package dev.carillon.client.member;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Mail as methods; each is a contract of {@link Mails}, where its failures stand. Comes from {@link
 * CarillonClient#mail}.
 */
public record MailClient(CarillonClient client) {
  /** See {@link Mails#ACCEPT}: the mail is stored when this answers, and will be sent. */
  public Future<AcceptedMail> send(AcceptMail mail) {
    return client.request(Mails.ACCEPT, mail);
  }

  /** See {@link Mails#ACCEPT_ALL}. */
  public Future<MailOutcomes> sendAll(AcceptMails mails) {
    return client.request(Mails.ACCEPT_ALL, mails);
  }

  /** See {@link Mails#EXPLAIN}. */
  public Future<Explanation> explain(AcceptMail mail) {
    return client.request(Mails.EXPLAIN, mail);
  }

  /** See {@link Mails#CANCEL}. */
  public Future<Answered<Mail>> cancel(UUID id) {
    return client.request(Mails.CANCEL, new Id(id));
  }

  /** See {@link Mails#RESCHEDULE}. */
  public Future<Answered<Mail>> reschedule(ChangeMail change) {
    return client.request(Mails.RESCHEDULE, change);
  }

  /** See {@link Mails#RETRY}. */
  public Future<Answered<Retried>> retry(RetryMails which) {
    return client.request(Mails.RETRY, which);
  }

  /** See {@link Mails#GET}. */
  public Future<Mail> get(UUID id) {
    return client.request(Mails.GET, new Id(id));
  }

  /** See {@link Mails#TIMELINE}. */
  public Future<MailTimeline> timeline(UUID id) {
    return client.request(Mails.TIMELINE, new Id(id));
  }

  /** See {@link Mails#LIST}. */
  public Future<MailPage> list(ListMails wanted) {
    return client.request(Mails.LIST, wanted);
  }

  /** See {@link Mails#LEDGER}. */
  public Future<Ledger> ledger() {
    return client.request(Mails.LEDGER, new GetLedger());
  }
}
