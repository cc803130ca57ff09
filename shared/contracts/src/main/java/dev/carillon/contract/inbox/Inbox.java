package dev.carillon.contract.inbox;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What the local inbox of a development machine answers. */
public final class Inbox {
  /** Lists mails. */
  public static final Contract<ListInbox, InboxPage> LIST =
      contract("inbox.list.v1", ListInbox.class, InboxPage.class, Duration.ofSeconds(5))
          .exposed(Scope.INBOX_READ)
          .reading();

  private Inbox() {}
}
