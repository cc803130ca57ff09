package dev.carillon.gateway.mail;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Contract;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.ChangeMail;
import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.topics.resource.ResourceStreams;
import dev.carillon.gateway.ws.Feed;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of mail and its ledger. */
public final class MailRoutes implements Routes {
  private static final String EMAILS = "/v1/emails";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<String> TO = Param.text("to");
  private static final Param<UUID> USER_ID = Param.uuid("userId");
  private static final Param<MailState> STATE = Param.oneOf("state", MailState.class);
  private static final Param<String> TEMPLATE = Param.text("template");
  private static final Param<Instant> FROM = Param.time("from");
  private static final Param<Instant> UNTIL = Param.time("until");
  private static final Param<String> SUBJECT = Param.text("subject");
  private static final List<Param<?>> LISTED =
      List.of(
          TO, STATE, USER_ID, TEMPLATE, FROM, UNTIL, SUBJECT, ApiRequest.LIMIT, ApiRequest.CURSOR);
  private static final Param<Boolean> CONTENT = Param.bool("content");

  /** What notifier-service says of a mail that its record could not know. */
  private static final String[] BEHIND = {
    "is not a known user",
    "is a user who is not active",
    "is missing",
    "is not a known template",
    "is not an address that mail may be sent from"
  };

  private final Bus bus;
  private final ResourceStreams streams;

  /** The body of a re-schedule. */
  private record SendAt(@Nullable Instant sendAt) {}

  /** The answer to a mail to many: to the letter the same when it is repeated. */
  private record BatchReply(int accepted, int failed, List<MailOutcome> items) {}

  /** Asks the services through {@code bus}. */
  public MailRoutes(Bus bus, ResourceStreams streams) {
    this.bus = bus;
    this.streams = streams;
  }

  @Override
  public List<Route> table() {
    return Stream.of(sending(), reading(), changing()).flatMap(List::stream).toList();
  }

  private List<Route> sending() {
    return List.of(
        Route.post(EMAILS, Scope.MAIL_SEND, List.of(), AcceptMail.class, this::accept)
            .telling(
                Told.accepted("Accepts a mail: it will be sent", Accepted.class)
                    .saying(BEHIND)
                    .refusing(FailureCode.CONFLICT)),
        Route.post(
                EMAILS + "/batch", Scope.MAIL_SEND, List.of(), AcceptMails.class, this::acceptAll)
            .telling(Told.ok("Accepts one mail to as many as 1,000", BatchReply.class)),
        Route.post(EMAILS + "/explain", Scope.MAIL_SEND, List.of(), AcceptMail.class, this::explain)
            .telling(
                Told.ok("Says what would become of a mail, and stores nothing", Explanation.class)
                    .saying(BEHIND))
            .withoutIdempotencyKey());
  }

  private List<Route> reading() {
    return List.of(
        Route.get(EMAILS, Scope.MAIL_READ, LISTED, this::list)
            .telling(Told.ok("Lists mails, the newest first", MailPage.class)),
        Route.get(EMAILS + "/:id", Scope.MAIL_READ, List.of(ID, CONTENT), this::get)
            .telling(
                Told.ok("Reads a mail with its attempts", Mail.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT))
            .watchedBy(this::watch),
        Route.get(EMAILS + "/:id/timeline", Scope.MAIL_READ, List.of(ID), this::timeline)
            .telling(
                Told.ok("Tells what happened to a mail", MailTimeline.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.get("/v1/ledger", Scope.MAIL_READ, List.of(), this::ledger)
            .telling(
                Told.ok(
                    "Counts every accepted mail, and says whether the books balance",
                    Ledger.class)));
  }

  private List<Route> changing() {
    return List.of(
        Route.postWithoutBody(EMAILS + "/:id/cancel", Scope.MAIL_SEND, List.of(ID), this::cancel)
            .telling(
                Told.ok("Calls a mail back", Mail.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)),
        Route.postWithoutBody(EMAILS + "/:id/retry", Scope.MAIL_SEND, List.of(ID), this::retry)
            .telling(
                Told.ok("Tries a mail again that is dead or unknown", Retried.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)),
        Route.post(
                EMAILS + "/:id/reschedule",
                Scope.MAIL_SEND,
                List.of(ID),
                SendAt.class,
                this::reschedule)
            .telling(
                Told.ok("Moves a mail that waits to another time", Mail.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)
                    .checking(() -> new ChangeMail(new UUID(0, 0), null))));
  }

  private Future<Reply> accept(ApiRequest request) {
    return bus.request(Mails.ACCEPT, request.call(), request.body(AcceptMail.class))
        .map(MailRoutes::accepted);
  }

  /** The answer to a mail that was accepted. */
  public static Reply accepted(AcceptedMail mail) {
    return Reply.accepted(mail.accepted(), EMAILS + "/" + mail.accepted().id())
        .replayed(mail.replayed());
  }

  private Future<Reply> acceptAll(ApiRequest request) {
    return bus.request(Mails.ACCEPT_ALL, request.call(), request.body(AcceptMails.class))
        .map(
            outcomes ->
                Reply.ok(new BatchReply(outcomes.accepted(), outcomes.failed(), outcomes.items()))
                    .replayed(outcomes.replayed()));
  }

  private Future<Reply> explain(ApiRequest request) {
    return bus.request(Mails.EXPLAIN, request.call(), request.body(AcceptMail.class))
        .map(Reply::ok);
  }

  private Future<Reply> cancel(ApiRequest request) {
    return bus.request(Mails.CANCEL, request.call(), new Id(request.path(ID))).map(Reply::ok);
  }

  private Future<Reply> reschedule(ApiRequest request) {
    ChangeMail change = new ChangeMail(request.path(ID), request.body(SendAt.class).sendAt());
    return bus.request(Mails.RESCHEDULE, request.call(), change).map(Reply::ok);
  }

  private Future<Reply> retry(ApiRequest request) {
    RetryMails one = new RetryMails(request.path(ID), null, 1);
    return bus.request(Mails.RETRY, request.call(), one).map(Reply::ok);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(asked(request), request.call(), new Id(request.path(ID))).map(Reply::ok);
  }

  private static Contract<Id, Mail> asked(ApiRequest request) {
    return request.query(CONTENT, false) ? Mails.READ_CONTENT : Mails.GET; // a scope of its own
  }

  private Future<Reply> watch(ApiRequest request) {
    Id id = new Id(request.path(ID));
    Contract<Id, Mail> asked = asked(request);
    return streams.open(request, Feed.topicOfMail(id.id()), call -> bus.request(asked, call, id));
  }

  private Future<Reply> timeline(ApiRequest request) {
    return bus.request(Mails.TIMELINE, request.call(), new Id(request.path(ID))).map(Reply::ok);
  }

  private Future<Reply> list(ApiRequest request) {
    ListMails asked =
        new ListMails(
            request.query(TO),
            request.query(STATE),
            request.query(USER_ID),
            request.query(TEMPLATE),
            request.query(FROM),
            request.query(UNTIL),
            request.query(SUBJECT),
            request.page());
    return bus.request(Mails.LIST, request.call(), asked).map(Reply::ok);
  }

  private Future<Reply> ledger(ApiRequest request) {
    return bus.request(Mails.LEDGER, request.call(), new GetLedger()).map(Reply::ok);
  }
}
