package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Answered;
import dev.carillon.contract.notifications.AllSeen;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.notification.NotificationDesk;
import dev.carillon.request.Scope;
import dev.carillon.topic.access.TopicAction;
import dev.carillon.topic.access.TopicCaller;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * Serves the contracts of {@link Notifications}: a program by its scopes for the topic of the user,
 * an end user for the own notifications alone.
 */
public final class NotificationEndpoint {
  private final Bus bus;
  private final NotificationDesk desk;

  /** Over the domain. */
  public NotificationEndpoint(Bus bus, NotificationDesk desk) {
    this.bus = bus;
    this.desk = desk;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Notifications.CREATE, this::create),
            bus.serve(Notifications.LIST, this::list),
            bus.serve(Notifications.SEEN, (call, q) -> mark(call, q, Mark.SEEN)),
            bus.serve(Notifications.ACKED, (call, q) -> mark(call, q, Mark.ACKED)),
            bus.serve(Notifications.ALL_SEEN, this::markSeen),
            bus.serve(Notifications.REMOVE, this::remove)));
  }

  private Future<Answered<Notification>> create(Call call, CreateNotification request) {
    checkProgram(call, request.userId());
    if (request.escalate() != null && !call.scopes().covers(Scope.MAIL_SEND)) {
      throw forbidden(Scope.MAIL_SEND);
    }
    return desk.create(
        request, call.idempotency(Notifications.CREATE, request), new UserDirectory(bus, call));
  }

  private Future<NotificationPage> list(Call call, ListNotifications request) {
    check(call, TopicAction.SUBSCRIBE, request.userId());
    return desk.list(request);
  }

  private Future<MarkedNotification> mark(Call call, NotificationName which, Mark mark) {
    check(call, TopicAction.PUBLISH, which.userId());
    return desk.mark(which, mark, call.principal(), call.deadline());
  }

  private Future<AllSeen> markSeen(Call call, MarkAllSeen upTo) {
    check(call, TopicAction.PUBLISH, upTo.userId());
    return desk.markSeen(upTo, call.principal(), call.deadline());
  }

  private Future<MarkedNotification> remove(Call call, NotificationName which) {
    checkProgram(call, which.userId());
    return desk.remove(which, call.principal(), call.deadline());
  }

  private static void check(Call call, TopicAction action, UUID user) {
    if (!call.principal().startsWith(TopicCaller.USER)) {
      checkScope(call, action, user);
    } else if (!call.principal().equals(TopicCaller.USER + user)) {
      throw Failure.of(FailureCode.FORBIDDEN, "These are the notifications of another user");
    }
  }

  private static void checkProgram(Call call, UUID user) {
    if (call.principal().startsWith(TopicCaller.USER)) {
      throw Failure.of(FailureCode.FORBIDDEN, "An end user may read and mark notifications alone");
    }
    checkScope(call, TopicAction.PUBLISH, user);
  }

  private static void checkScope(Call call, TopicAction action, UUID user) {
    Scope needed = action.on(Notification.topicOf(user));
    if (!call.scopes().covers(needed)) {
      throw forbidden(needed);
    }
  }

  private static Failure forbidden(Scope needed) {
    return Failure.of(FailureCode.FORBIDDEN, "This needs the scope " + needed.text());
  }
}
