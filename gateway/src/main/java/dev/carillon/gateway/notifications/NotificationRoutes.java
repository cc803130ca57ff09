package dev.carillon.gateway.notifications;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Contract;
import dev.carillon.contract.notifications.AllSeen;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The routes of notifications, for programs and, where they read and mark, for end users. */
public final class NotificationRoutes implements Routes {
  private static final String ALL = "/v1/users/:id/notifications";
  private static final String ONE = ALL + "/:notification";

  private static final Param<UUID> USER = Param.pathUuid("id");
  private static final Param<UUID> ID = Param.pathUuid("notification");
  private static final Param<Boolean> UNREAD = Param.bool("unread");
  private static final Param<Boolean> UNACKED = Param.bool("unacked");

  private final Bus bus;

  /** Asks the services through {@code bus}. */
  public NotificationRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return Stream.of(programs(), marks()).flatMap(List::stream).toList();
  }

  private List<Route> programs() {
    return List.of(
        Route.post(ALL, Scope.SOME_PUBLISH, List.of(USER), NewNotification.class, this::create)
            .telling(
                Told.created("Tells a user something, on every device", Notification.class)
                    .checking(NewNotification::check)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)),
        Route.get(
                ALL,
                Scope.SOME_SUBSCRIBE,
                List.of(USER, UNREAD, UNACKED, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::list)
            .telling(
                Told.ok("Lists the notifications of a user and counts", NotificationPage.class))
            .alsoForUsers(),
        Route.delete(ONE, Scope.SOME_PUBLISH, List.of(USER, ID), this::remove)
            .telling(
                Told.ok("Takes a notification away", MarkedNotification.class)
                    .refusing(FailureCode.NOT_FOUND)));
  }

  private List<Route> marks() {
    return List.of(
        Route.post(ALL + "/seen", Scope.SOME_PUBLISH, List.of(USER), UpTo.class, this::allSeen)
            .telling(Told.ok("Marks all up to one as seen", AllSeen.class))
            .withoutIdempotencyKey()
            .alsoForUsers(),
        mark("/seen", "Marks a notification as seen", Notifications.SEEN),
        mark("/acked", "Acknowledges a notification", Notifications.ACKED));
  }

  private Route mark(
      String path, String what, Contract<NotificationName, MarkedNotification> mark) {
    return Route.postWithoutBody(
            ONE + path, Scope.SOME_PUBLISH, List.of(USER, ID), request -> mark(request, mark))
        .telling(Told.ok(what, MarkedNotification.class).refusing(FailureCode.NOT_FOUND))
        .withoutIdempotencyKey()
        .alsoForUsers();
  }

  private Future<Reply> create(ApiRequest request) {
    UUID user = request.path(USER);
    return bus.request(
            Notifications.CREATE, request.call(), request.body(NewNotification.class).to(user))
        .map(
            created ->
                Reply.created(created.answer(), "/v1/users/" + user + "/notifications")
                    .replayed(created.replayed()));
  }

  private Future<Reply> list(ApiRequest request) {
    UUID user = request.path(USER);
    ListNotifications list =
        new ListNotifications(
            user, request.query(UNREAD, false), request.query(UNACKED, false), request.page());
    return bus.request(Notifications.LIST, request.callOn(Notification.topicOf(user)), list)
        .map(Reply::ok);
  }

  private Future<Reply> allSeen(ApiRequest request) {
    UUID user = request.path(USER);
    return bus.request(
            Notifications.ALL_SEEN,
            request.callOn(Notification.topicOf(user)),
            new MarkAllSeen(user, request.body(UpTo.class).upTo()))
        .map(Reply::ok);
  }

  private Future<Reply> mark(
      ApiRequest request, Contract<NotificationName, MarkedNotification> mark) {
    NotificationName which = named(request);
    return bus.request(mark, request.callOn(Notification.topicOf(which.userId())), which)
        .map(Reply::ok);
  }

  private Future<Reply> remove(ApiRequest request) {
    return bus.request(Notifications.REMOVE, request.call(), named(request)).map(Reply::ok);
  }

  private static NotificationName named(ApiRequest request) {
    return new NotificationName(request.path(USER), request.path(ID));
  }
}
