package dev.carillon.gateway.events;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvent;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.events.ParkedPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of parked events: those of all services in one list. */
public final class ParkedRoutes implements Routes {
  private static final String EVENTS = "/v1/parked-events";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<Service> SERVICE = Param.oneOf("service", Service.class);
  private static final Param<String> SUBJECT = Param.text("subject");

  private final Bus bus;

  /** A service with an outbox, in the order of the list. */
  private enum Service {
    USERS,
    NOTIFIER;

    private Contract<ListParked, ParkedPage> list() {
      return this == USERS ? ParkedEvents.USERS_LIST : ParkedEvents.NOTIFIER_LIST;
    }

    private Contract<Id, Answered<ParkedEvent>> retry() {
      return this == USERS ? ParkedEvents.USERS_RETRY : ParkedEvents.NOTIFIER_RETRY;
    }

    private Contract<Id, Done> drop() {
      return this == USERS ? ParkedEvents.USERS_DROP : ParkedEvents.NOTIFIER_DROP;
    }

    /** A place in the list: the cursor of the service, or its beginning. */
    private String place(@Nullable String cursor) {
      return name().toLowerCase(Locale.ROOT) + "." + (cursor == null ? "" : cursor);
    }
  }

  /** Asks the services through {@code bus}. */
  public ParkedRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(
                EVENTS,
                Scope.ADMIN,
                List.of(SERVICE, SUBJECT, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::list)
            .telling(Told.ok("Lists parked events of all services", ParkedPage.class)),
        Route.postWithoutBody(EVENTS + "/:id/retry", Scope.ADMIN, List.of(ID), this::retry)
            .telling(
                Told.ok("Lets a parked event be delivered again", ParkedEvent.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(EVENTS + "/:id", Scope.ADMIN, List.of(ID), this::drop)
            .telling(
                Told.empty("Drops a parked event for good")
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)));
  }

  private Future<Reply> list(ApiRequest request) {
    Service only = request.query(SERVICE);
    List<Service> asked = only == null ? List.of(Service.values()) : List.of(only);
    PageRequest page = request.page();
    String cursor = page.cursor() == null ? asked.get(0).place(null) : page.cursor();
    for (Service service : asked) {
      if (cursor.startsWith(service.place(null))) {
        String inner = cursor.substring(service.place(null).length());
        List<Service> left = asked.subList(asked.indexOf(service), asked.size());
        return gather(request, left, inner.isEmpty() ? null : inner, new ArrayList<>())
            .map(Reply::ok);
      }
    }
    throw Failure.invalid("cursor", PageRequest.FOREIGN_CURSOR);
  }

  /** Service after service until the page is full. */
  private Future<ParkedPage> gather(
      ApiRequest request, List<Service> left, @Nullable String cursor, List<ParkedEvent> found) {
    Service first = left.get(0);
    List<Service> others = left.subList(1, left.size());
    int room = request.page().limit() - found.size();
    ListParked list = new ListParked(request.query(SUBJECT), new PageRequest(room, cursor));
    return bus.request(first.list(), request.call(), list)
        .compose(
            page -> {
              found.addAll(page.items());
              if (page.next() != null || others.isEmpty()) {
                String next = page.next() == null ? null : first.place(page.next());
                return Future.succeededFuture(new ParkedPage(found, next));
              }
              return found.size() == request.page().limit()
                  ? Future.succeededFuture(new ParkedPage(found, others.get(0).place(null)))
                  : gather(request, others, null, found);
            });
  }

  private Future<Reply> retry(ApiRequest request) {
    Id event = new Id(request.path(ID));
    return whoeverHasIt(service -> bus.request(service.retry(), request.call(), event))
        .map(Reply::ok);
  }

  private Future<Reply> drop(ApiRequest request) {
    Id event = new Id(request.path(ID));
    return whoeverHasIt(service -> bus.request(service.drop(), request.call(), event))
        .map(done -> Reply.empty());
  }

  private static <T> Future<T> whoeverHasIt(Function<Service, Future<T>> ask) {
    return ask.apply(Service.USERS)
        .recover(e -> isUnknown(e) ? ask.apply(Service.NOTIFIER) : Future.failedFuture(e));
  }

  private static boolean isUnknown(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND;
  }
}
