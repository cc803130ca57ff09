package dev.carillon.gateway.inbox;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.inbox.DeleteInbox;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.InboxContent;
import dev.carillon.contract.inbox.InboxDeleted;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.contract.inbox.OpenInboxView;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The routes of the local inbox, mounted only where an inbox runs. */
public final class InboxRoutes implements Routes {
  private static final String INBOX = "/v1/inbox";
  private static final String ONE = INBOX + "/:id";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<Boolean> ALL = Param.bool("all");
  private static final Param<Boolean> REMOTE = Param.bool("remote");
  private static final Param<String> Q = Param.text("q");
  static final Param<String> TO = Param.text("to");

  /** A download lasts as long as its reader takes. */
  private static final Duration DOWNLOAD = Duration.ofMinutes(1);

  private final Bus bus;
  private final InboxWait wait;
  private final InboxFiles files;

  /** What a view is shown at. */
  record Shown(String path, Instant expiresAt) {}

  /** Asks the inbox through {@code bus}. */
  public InboxRoutes(Bus bus, Vertx vertx, Clocks clocks) {
    this.bus = bus;
    this.wait = new InboxWait(bus, vertx, clocks);
    this.files = new InboxFiles(bus);
  }

  @Override
  public List<Route> table() {
    return Stream.of(many(), one()).flatMap(List::stream).toList();
  }

  private List<Route> many() {
    return List.of(
        Route.get(INBOX, Scope.INBOX_READ, List.of(TO, Q, ApiRequest.LIMIT), this::list)
            .telling(Told.ok("Lists the local inbox, the latest first", InboxPage.class)),
        Route.delete(INBOX, Scope.ADMIN, List.of(TO, Q, ALL), this::deleteAll)
            .telling(
                Told.ok("Deletes mails of the local inbox that match, or all", InboxDeleted.class)),
        Route.get(INBOX + "/wait", Scope.INBOX_READ, InboxWait.PARAMS, wait::answer)
            .telling(
                Told.ok("Waits for a mail that is in the local inbox or comes", InboxMail.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT))
            .within(InboxWait.LIMIT));
  }

  private List<Route> one() {
    return List.of(
        Route.get(ONE, Scope.INBOX_READ, List.of(ID), this::get)
            .telling(
                Told.ok("Reads a mail of the local inbox", InboxContent.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(ONE, Scope.ADMIN, List.of(ID), this::delete)
            .telling(
                Told.empty("Deletes a mail of the local inbox").refusing(FailureCode.NOT_FOUND)),
        Route.get(ONE + "/source", Scope.INBOX_READ, List.of(ID), r -> files.source(r, r.path(ID)))
            .telling(Told.streams("Reads a mail as it came").refusing(FailureCode.NOT_FOUND))
            .producing(InboxFiles.TEXT)
            .within(DOWNLOAD),
        Route.get(
                ONE + "/attachments/:n",
                Scope.INBOX_READ,
                List.of(ID, InboxFiles.NUMBER),
                r -> files.attachment(r, r.path(ID)))
            .telling(Told.streams("Reads a file of a mail").refusing(FailureCode.NOT_FOUND))
            .producing(InboxFiles.BYTES)
            .within(DOWNLOAD),
        Route.postWithoutBody(ONE + "/view", Scope.INBOX_READ, List.of(ID, REMOTE), this::view)
            .telling(
                Told.ok("Opens a view of a mail's HTML, for one look", Shown.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT))
            .withoutIdempotencyKey());
  }

  private Future<Reply> list(ApiRequest request) {
    int limit = request.query(ApiRequest.LIMIT, PageRequest.DEFAULT_LIMIT);
    ListInbox list = new ListInbox(request.query(TO), limit, request.query(Q));
    return bus.request(Inbox.LIST, request.call(), list).map(Reply::ok);
  }

  private Future<Reply> deleteAll(ApiRequest request) {
    DeleteInbox delete =
        new DeleteInbox(null, request.query(TO), request.query(Q), request.query(ALL, false));
    return bus.request(Inbox.DELETE, request.call(), delete).map(Reply::ok);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Inbox.GET, request.call(), new Id(request.path(ID))).map(Reply::ok);
  }

  private Future<Reply> delete(ApiRequest request) {
    DeleteInbox delete = new DeleteInbox(request.path(ID), null, null, false);
    return bus.request(Inbox.DELETE, request.call(), delete).map(done -> Reply.empty());
  }

  private Future<Reply> view(ApiRequest request) {
    OpenInboxView view = new OpenInboxView(request.path(ID), request.query(REMOTE, false));
    return bus.request(Inbox.OPEN_VIEW, request.call(), view)
        .map(
            opened ->
                Reply.ok(new Shown(InboxFrame.at(opened.token()), opened.expiresAt())).secret());
  }
}
