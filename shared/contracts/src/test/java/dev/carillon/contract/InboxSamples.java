package dev.carillon.contract;

import dev.carillon.contract.inbox.AwaitInbox;
import dev.carillon.contract.inbox.DeleteInbox;
import dev.carillon.contract.inbox.InboxContent;
import dev.carillon.contract.inbox.InboxDeleted;
import dev.carillon.contract.inbox.InboxHtml;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.InboxPiece;
import dev.carillon.contract.inbox.InboxView;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.contract.inbox.OpenInboxView;
import dev.carillon.contract.inbox.ReadInbox;
import dev.carillon.contract.inbox.ReadInboxView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Those of the local inbox. */
final class InboxSamples {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00.123456Z");
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-8000-000000000000");

  private InboxSamples() {}

  static List<Record> all() {
    return List.of(
        new ListInbox("a@b.c", 5),
        new ListInbox("a@b.c", 5, "invoice may"),
        new InboxPage(List.of(new InboxMail(ID, "a@b.c", "d@e.f", "S", null, AT, "text\n"))),
        new InboxContent(
            ID,
            "a@b.c",
            "d@e.f",
            "S",
            "<1@b.c>",
            AT,
            1234,
            "text\n",
            "<p>text</p>",
            true,
            List.of(new InboxContent.Header("Subject", "S")),
            List.of(new InboxContent.Attached(0, "a.png", "image/png", 12)),
            false),
        new ReadInbox(ID, 0, 12),
        new InboxPiece("a.png", "YQ==", 13L),
        new AwaitInbox("d@e.f", "S", AT, 100),
        new DeleteInbox(null, "d@e.f", "invoice", false),
        new InboxDeleted(3),
        new OpenInboxView(ID, true),
        new InboxView("t".repeat(43), AT),
        new ReadInboxView("t".repeat(43)),
        new InboxHtml("<p>text</p>", true));
  }
}
