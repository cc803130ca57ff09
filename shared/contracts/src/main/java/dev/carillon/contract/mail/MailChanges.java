package dev.carillon.contract.mail;

import java.util.List;

/** What one commit has changed. A hint for whoever looks on; the tables are the truth. */
public record MailChanges(List<MailChange> changes) {
  public MailChanges {
    changes = List.copyOf(changes);
  }
}
