package dev.carillon.contract.inbox;

import java.util.List;

/** Mails of the local inbox. */
public record InboxPage(List<InboxMail> items) {
  public InboxPage {
    items = List.copyOf(items);
  }
}
