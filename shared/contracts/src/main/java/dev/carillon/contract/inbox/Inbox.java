package dev.carillon.contract.inbox;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Id;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What the local inbox of a development machine answers. */
public final class Inbox {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Lists mails. */
  public static final Contract<ListInbox, InboxPage> LIST =
      contract("inbox.list.v1", ListInbox.class, InboxPage.class, LIMIT)
          .exposed(Scope.INBOX_READ)
          .reading();

  /** Reads one. NOT_FOUND. */
  public static final Contract<Id, InboxContent> GET =
      contract("inbox.get.v1", Id.class, InboxContent.class, LIMIT)
          .exposed(Scope.INBOX_READ)
          .reading();

  /** Reads a piece of one. NOT_FOUND. */
  public static final Contract<ReadInbox, InboxPiece> READ =
      contract("inbox.read.v1", ReadInbox.class, InboxPiece.class, LIMIT)
          .exposed(Scope.INBOX_READ)
          .reading();

  /** Waits for one: the newest that matches, or none. UNAVAILABLE if too many wait. */
  public static final Contract<AwaitInbox, InboxPage> AWAIT =
      contract("inbox.await.v1", AwaitInbox.class, InboxPage.class, LIMIT)
          .exposed(Scope.INBOX_READ);

  /** Deletes some. NOT_FOUND for one that is not there. */
  public static final Contract<DeleteInbox, InboxDeleted> DELETE =
      contract("inbox.delete.v1", DeleteInbox.class, InboxDeleted.class, LIMIT)
          .exposed(Scope.ADMIN);

  /** Opens a view. NOT_FOUND; CONFLICT if the mail has no HTML. */
  public static final Contract<OpenInboxView, InboxView> OPEN_VIEW =
      contract("inbox.view.open.v1", OpenInboxView.class, InboxView.class, LIMIT)
          .exposed(Scope.INBOX_READ);

  /** Reads a view once. NOT_FOUND. */
  public static final Contract<ReadInboxView, InboxHtml> READ_VIEW =
      contract("inbox.view.read.v1", ReadInboxView.class, InboxHtml.class, LIMIT);

  private Inbox() {}
}
