package dev.carillon.launcher.cli.verb;

import dev.carillon.launcher.cli.verb.Verb.Shape;
import java.util.List;

/** The verbs, by what they are about. */
final class VerbTable {
  private static final String USERS = "/v1/users";
  private static final String USER = USERS + "/{ID}";
  private static final String MAILS = "/v1/emails";
  private static final String MAIL = MAILS + "/{ID}";
  private static final String BROADCASTS = "/v1/broadcasts";
  private static final String BROADCAST = BROADCASTS + "/{NAME}";
  private static final String TEMPLATES = "/v1/templates";
  private static final String TEMPLATE = TEMPLATES + "/{NAME}";
  private static final String GET = "GET";
  private static final String POST = "POST";
  private static final String PUT = "PUT";
  private static final String DELETE = "DELETE";

  private VerbTable() {}

  static Verb ledger() {
    return Verb.of(
            "ledger",
            GET,
            "/v1/ledger",
            "Counts every accepted mail, and says whether the books balance; the status is 1 if not.")
        .as(Shape.BALANCE);
  }

  static List<Verb> users() {
    return List.of(
        Verb.of("list", GET, USERS, "Lists users.")
            .with(filters())
            .table("id", "email", "name", "active", "externalId", "createdAt"),
        Verb.of("search", GET, USERS + "?q={WORDS}", "Finds users by words of name and address.")
            .table("id", "email", "name", "active", "externalId", "createdAt"),
        Verb.of("show", GET, USER, "Shows a user."),
        Verb.of("create", POST, USERS, "Creates a user.")
            .with(person())
            .with(Part.flag("welcome", "Whether there is a welcome mail.")),
        Verb.of("change", "PATCH", USER, "Changes fields of a user.")
            .with(person())
            .as(Shape.VERSIONED),
        Verb.of("deactivate", POST, USER + "/deactivate", "Deactivates a user."),
        Verb.of("reactivate", POST, USER + "/reactivate", "Activates a user again."),
        Verb.of("erase", DELETE, USER, "Erases a user and all that is kept of the person.")
            .as(Shape.FOR_GOOD),
        Verb.of("audit", GET, USER + "/audit", "Lists what was done to a user.")
            .table("at", "action", "actor", "traceId", "changes"),
        Verb.of("export", GET, USERS + "/export", "All users that match, an object a line.")
            .with(filters())
            .as(Shape.STREAM));
  }

  private static Part[] filters() {
    return new Part[] {
      Part.query("active", "true or false."),
      Part.query("q", "Words that begin words of the name, the address or the external id."),
      Part.query("email", "This address."),
      Part.query("externalId", "This external id."),
      Part.query("createdFrom", "Created at this time or later (RFC 3339)."),
      Part.query("createdTo", "Created before this time (RFC 3339)."),
      Part.query("sort", "createdAt, name or email; -name for the reverse.")
    };
  }

  private static Part[] person() {
    return new Part[] {
      Part.field("email", "One plain address."),
      Part.field("name", "How to address the user."),
      Part.field("locale", "A BCP 47 tag such as de-CH."),
      Part.field("zone", "A time zone such as Europe/Zurich."),
      Part.field("externalId", "The id in a system of yours.")
    };
  }

  static List<Verb> mail() {
    return List.of(
        Verb.of("send", POST, MAILS, "Sends a mail: it is stored when this returns.")
            .with(letter()),
        Verb.of("explain", POST, MAILS + "/explain", "Says what would become of a mail.")
            .with(letter()),
        Verb.of("list", GET, MAILS, "Lists mails, the newest first.")
            .with(
                Part.query("to", "To this address."),
                Part.query("userId", "For this user, instead of --to and --state."),
                Part.query("state", "In this state, such as dead."),
                Part.query("template", "Of this template."),
                Part.query("subject", "With this text in the subject, in any case."),
                Part.query("from", "Accepted at this time or later (RFC 3339)."),
                Part.query("until", "Accepted before this time (RFC 3339)."))
            .table("id", "state", "to.email", "subject", "acceptedAt", "settledAt", "reply"),
        Verb.of("show", GET, MAIL, "Shows a mail with its attempts.")
            .with(Part.query("content", "true: also what it says.")),
        Verb.of("timeline", GET, MAIL + "/timeline", "Tells what happened to a mail."),
        Verb.of("cancel", POST, MAIL + "/cancel", "Calls a mail back."),
        Verb.of("retry", POST, MAIL + "/retry", "Tries a mail again that is dead or unknown."),
        Verb.of("reschedule", POST, MAIL + "/reschedule", "Moves a mail that waits.")
            .with(Part.field("sendAt", "The new time (RFC 3339).")));
  }

  private static Part[] letter() {
    return new Part[] {
      Part.field("to.email", "The address; for a user use --body.").as("--to"),
      Part.field("subject", "What it is about."),
      Part.field("text", "What it says."),
      Part.field("html", "The same as HTML."),
      Part.field("template", "A template instead of subject and text."),
      Part.json("data", "The body's data: what fills the template, as JSON.").as("--fill"),
      Part.field("topic", "For who wants no mail of a topic."),
      Part.field("sendAt", "Not before this time (RFC 3339)."),
      Part.field("delay", "Not before so long, such as 10m."),
      Part.field("priority", "high, normal or low."),
      Part.field("dedupKey", "One mail only with this key.")
    };
  }

  static List<Verb> inbox() {
    return List.of(
        Verb.of("list", GET, "/v1/inbox", "Lists the local inbox, the latest first.")
            .with(Part.query("to", "To this address."))
            .table("at", "from", "to", "subject", "text"));
  }

  static List<Verb> broadcasts() {
    return List.of(
        Verb.of("list", GET, BROADCASTS, "Lists broadcasts.")
            .table("name", "topic", "every", "cron", "zone", "enabled", "payload"),
        Verb.of("show", GET, BROADCAST, "Shows a broadcast with its next times.")
            .with(Part.query("next", "How many next times, 0 to 100.")),
        Verb.of("create", PUT, BROADCAST, "Makes a broadcast, or replaces it.")
            .with(
                Part.field("topic", "Where it is said."),
                Part.json("payload", "What is said, as JSON."),
                Part.field("every", "Each so long, such as 5m."),
                Part.field("cron", "Or at these times."),
                Part.field("zone", "Of the cron expression."),
                Part.flag("enabled", "Whether it runs.")),
        Verb.of("run", POST, BROADCAST + "/run", "Fires a broadcast now."),
        Verb.of("history", GET, BROADCAST + "/history", "Lists when it fired, the latest first.")
            .table("fireAt", "firedAt", "manual"),
        Verb.of("delete", DELETE, BROADCAST, "Deletes a broadcast.").as(Shape.FOR_GOOD));
  }

  static List<Verb> templates() {
    return List.of(
        Verb.of("list", GET, TEMPLATES, "Lists templates.")
            .table("name", "version", "subject", "holdUnknown", "createdAt"),
        Verb.of("show", GET, TEMPLATE, "Shows a template.")
            .with(Part.query("version", "This version of it.").as("--of-version")),
        Verb.of("put", PUT, TEMPLATE, "Stores a template; a change makes a new version.")
            .with(
                Part.field("subject", "The subject."),
                Part.field("text", "The text."),
                Part.field("html", "The same as HTML."),
                Part.flag("holdUnknown", "Whether mail that was perhaps sent waits for a retry.")),
        Verb.of("delete", DELETE, TEMPLATE, "Deletes a template with all its versions.")
            .with(Part.query("version", "Only this version of it.").as("--of-version"))
            .as(Shape.FOR_GOOD));
  }
}
