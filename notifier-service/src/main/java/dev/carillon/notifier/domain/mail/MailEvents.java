package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.MailChange;
import java.util.List;

/** Tells of changes that are committed. */
@FunctionalInterface
public interface MailEvents {
  /** For nobody. */
  MailEvents NONE = changes -> {};

  /** Tells whoever looks on. */
  void tell(List<MailChange> changes);
}
