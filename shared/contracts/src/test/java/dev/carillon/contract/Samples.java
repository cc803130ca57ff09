package dev.carillon.contract;

import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.broadcasts.BroadcastPage;
import dev.carillon.contract.broadcasts.BroadcastRun;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.FiredBroadcast;
import dev.carillon.contract.broadcasts.GetBroadcast;
import dev.carillon.contract.broadcasts.ListBroadcasts;
import dev.carillon.contract.broadcasts.ListTicks;
import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.contract.broadcasts.Tick;
import dev.carillon.contract.broadcasts.TickPage;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.KeysUsed;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.keys.VerifyKeys;
import dev.carillon.contract.live.PlainText;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.Attachment;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailBody;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.mail.MailContent;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.contract.suppressions.LinkTarget;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.PausedMail;
import dev.carillon.contract.suppressions.Pauses;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import dev.carillon.contract.suppressions.Unsubscribe;
import dev.carillon.contract.tasks.CancelTask;
import dev.carillon.contract.tasks.FoundTask;
import dev.carillon.contract.tasks.ListTasks;
import dev.carillon.contract.tasks.TaskNode;
import dev.carillon.contract.tasks.TaskPage;
import dev.carillon.contract.tasks.TaskTree;
import dev.carillon.contract.tasks.TaskView;
import dev.carillon.contract.tasks.TaskWait;
import dev.carillon.contract.templates.DraftTemplate;
import dev.carillon.contract.templates.ListTemplates;
import dev.carillon.contract.templates.PreviewTemplate;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplatePage;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.contract.throttles.Held;
import dev.carillon.contract.throttles.Hold;
import dev.carillon.contract.throttles.OpenWindow;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.SmtpServers;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.contract.throttles.ThrottleName;
import dev.carillon.contract.throttles.Throttles;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfileFilter;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.UserSort;
import dev.carillon.failure.FieldError;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One or two of every message, with and without what may be absent. */
final class Samples {
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final Doc DOC = Doc.object("age", 30, "tags", List.of("a", "b"), "ratio", 0.5);
  private static final Doc DATA = Doc.asWritten(Json.bytes(DOC));
  private static final List<String> READ_ALL = List.of("live:subscribe:emails.*", "users:read");
  private static final String HASH = "0123456789abcdef".repeat(4);

  private Samples() {}

  static List<Record> all() {
    User user = new User(ID, "a@b.c", "Zoë 🐘", true, null, null, null, 1, AT, AT);
    AuditEntry audit =
        new AuditEntry(
            "created", "admin", "r-1", AT, List.of(new AuditEntry.Change("name", null, "A")));
    Recipient to = new Recipient(null, "a@b.c", "A");
    TemplateSpec templateSpec = new TemplateSpec("S {{a}}", "T", "<p>H</p>", true);
    Template template = new Template("t", 2, "S", "T", null, false, AT);
    Suppression suppression = new Suppression("a@b.c", "news", "why", AT, "ada");
    BroadcastSpec spec =
        new BroadcastSpec(
            "news",
            Doc.object("text", "t"),
            null,
            "0 9 * * 1",
            "Europe/Zurich",
            Misfire.ONCE,
            Duration.ofHours(1),
            true);
    Broadcast broadcast =
        new Broadcast(
            "n",
            "news",
            Doc.object("text", "t"),
            Duration.ofSeconds(5),
            null,
            "UTC",
            Misfire.SKIP,
            Duration.ofDays(1),
            true,
            3,
            "key:ops",
            AT,
            List.of(AT));
    MailedTo mailed = new MailedTo(ID, "a@b.c", null);
    Accepted accepted = new Accepted(ID, MailState.SCHEDULED, AT, AT, false);
    Mail mail =
        new Mail(
            ID,
            MailState.SENT,
            mailed,
            "S",
            "<m@x>",
            AT,
            AT,
            AT,
            AT,
            "250 ok",
            ID,
            "welcome",
            "news",
            true,
            Priority.HIGH,
            List.of(new MailAttempt(1, AT, "sent", "replied", "250 ok")),
            new MailContent(
                "text",
                null,
                null,
                new From("a@b.c", null),
                Map.of("X-A", "b"),
                List.of(new Attachment("a.txt", "text/plain", "YQ=="))));
    MailTimeline.Event happened =
        new MailTimeline.Event(
            AT,
            "attempt",
            "shop",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "throttle all",
            AT,
            2,
            "mail1:4711",
            ID,
            new MailTimeline.Attempt(
                1,
                AT,
                "mail1:4711",
                "mail.example:25",
                "sent",
                List.of(new MailTimeline.Step("replied", 12, "250 ok"))),
            MailState.SENT,
            "250 ok");
    ApiKey key = new ApiKey("ci", READ_ALL, AT, "admin", null, AT, null, null);
    TaskView task =
        new TaskView(
            ID, "n", "ada", "running", "node-1", AT, 5, List.of("lock a"), null, null, true);
    TaskWait wait = new TaskWait("lock a", List.of("bob"), null);
    TaskNode inner = new TaskNode("inner", null, "A.b(A.java:1)", List.of(), List.of(), List.of());
    TaskNode node = new TaskNode("n", task, null, List.of(wait), List.of("b"), List.of(inner));
    return List.of(
        new Id(ID),
        new Done(),
        new Answered<>(new Done(), true),
        new Answered<>(mail, false),
        new Ping(),
        new ListTasks(ID, 50),
        new ListTasks(null, 1),
        key,
        new ApiKey("ci", READ_ALL, AT, "admin", AT, null, AT, "admin"),
        new CreateKey("ci", HASH, READ_ALL, null),
        new CreateKey("ci.2", HASH, READ_ALL, AT),
        new KeyName("ci"),
        new ListKeys(PAGE),
        new KeyPage(List.of(key), "next"),
        new VerifyKeys(List.of(HASH)),
        new VerifiedKeys(7, List.of(new VerifiedKeys.Good(HASH, "ci", READ_ALL, null))),
        new KeysUsed(List.of("ci")),
        new KeyListVersion(7),
        new TaskPage(List.of(task)),
        task,
        new TaskTree(List.of(node), List.of("n waits for bob")),
        node,
        wait,
        new FoundTask(task),
        new FoundTask(null),
        new CancelTask(ID, "not needed"),
        event(new UserEvent.Created(ID, "a@b.c", "A", 1, true)),
        event(new UserEvent.Created(ID, "a@b.c", "A", 1, null)),
        event(
            new UserEvent.Changed(
                UserEvent.Changed.Kind.DEACTIVATED, ID, "a@b.c", "Zoë 🐘", 2, null)),
        event(new UserEvent.Erased(ID, List.of("a@b.c"))),
        event(new UserEvent.Erased(ID, null)),
        event(new BroadcastFired("n", "news", "2026-11-22T21:50:09.565674Z", DOC)),
        new CreateUser("a@b.c", "A", "de-CH", "Europe/Zurich", "x-1", false),
        new CreateUser("a@b.c", "A", null, null, null, null),
        user,
        new UserChange(user, true),
        new PatchUser(ID, new IfMatch(false, List.of(1L, 2L)), Doc.object("name", "B")),
        new PatchUser(ID, null, Doc.of(Collections.singletonMap("zone", null))),
        new ChangeUser(ID, IfMatch.ANY),
        new ChangeUser(ID, null),
        new BatchUsers(true, List.of(Doc.object("op", "create"))),
        new BatchUsers(null, List.of(DOC)),
        new BatchOutcomes(
            1,
            1,
            List.of(
                new BatchOutcome(0, "done", ID, 2L, null, null, null),
                new BatchOutcome(
                    1, "failed", null, null, "invalid", "d", List.of(new FieldError("/a", "b")))),
            false),
        new ListUsers(
            new UserFilter(true, "ada", "a@b.c", "x", AT, AT),
            UserSort.NAME,
            true,
            ListUsers.Count.EXACT,
            new PageRequest(1, "abc")),
        new ListUsers(
            new UserFilter(null, null, null, null, null, null),
            UserSort.CREATED_AT,
            false,
            null,
            PAGE),
        new UserPage(List.of(user), "next", 7L),
        new UserPage(List.of(user), null, null),
        new ListAudit(ID, PAGE),
        new AuditPage(List.of(audit), null),
        new PutProfile(ID, DOC, null, true),
        new PatchProfile(ID, DOC, IfMatch.ANY),
        new Profile(ID, DOC, 3, AT),
        new FindProfiles(
            List.of(
                ProfileFilter.parse("filter", "age:gte:25"),
                ProfileFilter.parse("filter", "address.city:in:[\"Bern\",\"Basel\"]")),
            new ProfilePath("age"),
            true,
            PAGE),
        new FindProfiles(List.of(), null, false, PAGE),
        new ProfilePage(List.of(new Profile(ID, DOC, 3, AT)), "next"),
        new ProfileStatsQuery(List.of(), new ProfilePath("age"), new ProfilePath("city")),
        new ProfileStats(
            2,
            1.0,
            3.0,
            2.0,
            List.of(new ProfileStats.Group(Doc.of("Bern"), 2, 1.0, 3.0, 2.0)),
            true),
        new ProfileStats(0, null, null, null, null, false),
        new RunBroadcast("periodic-update"),
        new FiredBroadcast(new BroadcastRun("periodic-update", AT), false),
        AcceptMail.of(to, "S", "text", "<p>html</p>"),
        AcceptMail.of(new Recipient(ID, null, null), new MailBody.Filled("welcome", DATA)),
        full(),
        new Throttle("t", "welcome", false, 5, Duration.ofMinutes(1)),
        new Throttles(List.of(new Throttle("t", null, null, 5, Duration.ofMinutes(1)))),
        new ThrottleName("t"),
        new SmtpServerRule("localhost:25", true, 10, Duration.ofSeconds(1)),
        new SmtpServers(List.of(new SmtpServerRule("localhost:25", null, null, null))),
        new Held(
            List.of(new OpenWindow(ID, "fixed", "key", "a@b.c", "welcome", "news", ID, 3, AT, AT)),
            List.of(new Hold("paused: t", 7, AT))),
        new AcceptMails(
            List.of(Doc.object("email", "a@b.c")), Doc.object("subject", "S", "text", "T")),
        new MailOutcomes(
            1,
            1,
            List.of(
                new MailOutcome(0, accepted, null, null, null),
                new MailOutcome(1, null, "invalid", "no", List.of(new FieldError("/a", "b")))),
            false),
        new AcceptedMail(accepted, true),
        new ChangeMail(ID, AT),
        new Explanation(mailed, "S", "T", null, MailState.HELD, AT, List.of("it waits"), ID, null),
        new MailChange(ID, MailState.SENT),
        new MailChanges(List.of(new MailChange(ID, MailState.READY))),
        new PutTemplate("t", templateSpec),
        new PutTemplate("t", templateSpec, IfMatch.ANY),
        new DraftTemplate(templateSpec, DATA),
        templateSpec,
        template,
        new TemplateName("t", 3),
        new ListTemplates(PAGE),
        new TemplatePage(List.of(template), null),
        new PreviewTemplate(new TemplateName("t", null), DATA),
        new RenderedTemplate("S", "T", null),
        new Suppress("a@b.c", "news", "why"),
        suppression,
        new ListSuppressions("a@b.c", PAGE),
        new ListSuppressions(null, true, PAGE),
        new SuppressionPage(List.of(suppression, suppression.ended(AT, "bob")), null),
        new Unsubscribe("a.b"),
        new LinkTarget("a@b.c", "news", true),
        new Pause("t"),
        new Pauses(List.of(new PausedMail(null, AT, "ops"))),
        spec,
        new PutBroadcast("n", spec, IfMatch.ANY, false),
        broadcast,
        new GetBroadcast("n", 5),
        new DeleteBroadcast("n", null),
        new ListBroadcasts(PAGE),
        new BroadcastPage(List.of(broadcast), "n"),
        new ListTicks("n", PAGE),
        new TickPage(List.of(new Tick(AT, AT, true, "key:ops", "Hi", Duration.ofDays(1))), null),
        new RetryMails(null, MailState.DEAD, 10),
        new Retried(3, true),
        new HeldMail(ID, true, false, "dot"),
        mail,
        new ListMails("a@b.c", MailState.DEAD, null, PAGE),
        new ListMails(null, null, ID, PAGE),
        new ListMails(null, null, null, "welcome", Instant.EPOCH, AT, "Hello", PAGE),
        new MailTimeline(ID, happened.requestId(), List.of(happened)),
        new MailPage(List.of(mail), null),
        new GetLedger(),
        new Ledger(9, Map.of("sent", 2L), 2, 0, 0, 7L, true),
        new PlainText("hello"));
  }

  /** Every field that goes with the others. */
  private static AcceptMail full() {
    return Json.read(
        """
        {"to": {"userId": "01a2053c-f08d-7000-9f43-db727cead178"}, "template": "welcome",
         "data": {"a": 1}, "topic": "news", "critical": true, "replyTo": "reply@b.c",
         "headers": {"X-A": "b"}, "priority": "high", "debounceKey": "key",
         "attachments": [{"name": "a.txt", "type": "text/plain", "content": "aGk="}],
         "delay": "PT1M", "undo": "PT30S", "expiresAt": "2026-11-22T21:50:09.565674Z"}
        """,
        AcceptMail.class);
  }

  private static <E> DomainEvent<E> event(E data) {
    return new DomainEvent<>(DomainEvent.SPEC_VERSION, ID, "source", "type.v1", "a:1", AT, data);
  }
}
