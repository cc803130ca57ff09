package dev.carillon.contract;

import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.contract.live.PlainText;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.tasks.CancelTask;
import dev.carillon.contract.tasks.FoundTask;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.TaskPage;
import dev.carillon.contract.tasks.TaskView;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserPage;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One or two of every message, with and without what may be absent. */
final class Samples {
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final Doc DOC = Doc.object("age", 30, "tags", List.of("a", "b"), "ratio", 0.5);

  private Samples() {}

  static List<Record> all() {
    User user = new User(ID, "a@b.c", "Zoë 🐘", true, null, null, null, 1, AT, AT);
    AuditEntry audit = new AuditEntry("created", "admin", "r-1", AT);
    Recipient to = new Recipient(null, "a@b.c", "A");
    Mail mail =
        new Mail(
            ID,
            MailState.SENT,
            to,
            "S",
            "<m@x>",
            AT,
            AT,
            List.of(new MailAttempt(1, AT, "sent", "250 ok")));
    InboxMail inboxMail = new InboxMail("a@b.c", "d@e.f", "S", null, AT, "text\n");
    TaskView task =
        new TaskView(
            ID, "n", "ada", "running", "node-1", AT, 5, List.of("lock a"), null, null, true);
    return List.of(
        new Id(ID),
        new Done(),
        new Ping(),
        new ListTasks(ID, 50),
        new ListTasks(null, 1),
        new TaskPage(List.of(task)),
        task,
        new FoundTask(task),
        new FoundTask(null),
        new CancelTask(ID, "not needed"),
        new DomainEvent(ID, "users", "users.changed.v1", "user:1", AT, DOC),
        new CreateUser("a@b.c", "A", "de-CH", "Europe/Zurich", "x-1", false),
        new CreateUser("a@b.c", "A", null, null, null, null),
        user,
        new ListUsers(true, new PageRequest(1, "abc")),
        new ListUsers(null, PAGE),
        new UserPage(List.of(user), "next"),
        new ListAudit(ID, PAGE),
        new AuditPage(List.of(audit), null),
        new PutProfile(ID, DOC),
        new Profile(ID, DOC, 3, AT),
        new AcceptMail(to, "S", "text", "<p>html</p>"),
        new AcceptMail(new Recipient(ID, null, null), "S", "text", null),
        new Accepted(ID, MailState.READY),
        mail,
        new ListMails("a@b.c", MailState.DEAD, PAGE),
        new ListMails(null, null, PAGE),
        new MailPage(List.of(mail), null),
        new GetLedger(),
        new Ledger(2, Map.of("sent", 2L), 0, true),
        new PlainText("hello"),
        new ListInbox("a@b.c", 5),
        new InboxPage(List.of(inboxMail)));
  }
}
