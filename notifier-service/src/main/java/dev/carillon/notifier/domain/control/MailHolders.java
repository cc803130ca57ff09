package dev.carillon.notifier.domain.control;

import dev.carillon.contract.mail.HeldMail;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.UUID;

/** The processes that may have a mail in their hands, asked on behalf of one caller. */
@FunctionalInterface
public interface MailHolders {
  /** Asks all of them to give a mail back; the answers of those that answered in time. */
  Future<Collection<HeldMail>> callBack(UUID mail);
}
