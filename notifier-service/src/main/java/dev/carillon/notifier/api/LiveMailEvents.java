package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.notifier.domain.mail.MailEvents;
import java.util.List;

/** Tells live clients of changes of mail. */
public record LiveMailEvents(Bus bus) implements MailEvents {
  @Override
  public void tell(List<MailChange> changes) {
    if (!changes.isEmpty()) {
      bus.publish(Live.MAIL_CHANGED, new MailChanges(changes));
    }
  }
}
