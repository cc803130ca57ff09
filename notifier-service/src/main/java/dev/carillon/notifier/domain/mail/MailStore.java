package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.KeptPage;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.ListTraces;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.MailTraces;
import io.vertx.core.Future;
import java.util.UUID;

/** Reads the mail that was ever accepted. */
public interface MailStore {
  /** Reads one with its attempts. NOT_FOUND. */
  Future<Mail> get(UUID id);

  /** Reads one with what it says. NOT_FOUND; CONFLICT when that is no longer kept. */
  Future<Mail> content(UUID id);

  /** Reads what happened to one. NOT_FOUND. */
  Future<MailTimeline> timeline(UUID id);

  /** Reads a page, newest first, without attempts. */
  Future<MailPage> list(ListMails request);

  /** Reads some mail that is kept of a person, with what it says, the oldest first. */
  Future<KeptPage> kept(ListKept request);

  /** Reads what is kept of addresses beside mail. */
  Future<MailTraces> traces(ListTraces request);

  /** Counts everything in one snapshot. */
  Future<Ledger> ledger();

  /** Looks how much waits. */
  Future<QueueDepth> depth();

  /** The rules that stand against a mail that is not stored. */
  Future<MailRules> rules(NewMail mail);
}
