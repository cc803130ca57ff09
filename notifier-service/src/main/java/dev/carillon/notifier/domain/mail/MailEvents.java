package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.MailChange;
import java.util.List;

/** Tells of changes that are committed. */
@FunctionalInterface
public interface MailEvents {
  /** Tells nobody. */
  MailEvents NONE = changes -> {};

  /** Tells those who are subscribed; does not wait for them. */
  void tell(List<MailChange> changes);
}
