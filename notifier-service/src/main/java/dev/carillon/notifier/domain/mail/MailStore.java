package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import io.vertx.core.Future;
import java.util.UUID;

/** Reads the mail that was ever accepted. */
public interface MailStore {
  /** Reads one with its attempts. NOT_FOUND. */
  Future<Mail> get(UUID id);

  /** Reads a page, newest first, without attempts. */
  Future<MailPage> list(ListMails request);

  /** Counts everything in one snapshot. */
  Future<Ledger> ledger();

  /** The rules that stand against a mail that is not stored. */
  Future<MailRules> rules(NewMail mail);
}
