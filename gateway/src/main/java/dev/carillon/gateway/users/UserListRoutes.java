package dev.carillon.gateway.users;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Tasks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.UserSort;
import dev.carillon.contract.users.Users;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.json.write.JsonOut;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The routes of lists of users: a page, or all of them as NDJSON. */
public final class UserListRoutes implements Routes {
  private static final Param<Boolean> ACTIVE = Param.bool("active");
  private static final Param<String> QUERY = Param.text("q");
  private static final Param<String> EMAIL = Param.text("email");
  private static final Param<String> EXTERNAL_ID = Param.text("externalId");
  private static final Param<Instant> FROM = Param.time("createdFrom");
  private static final Param<Instant> TO = Param.time("createdTo");
  private static final Param<ListUsers.Count> COUNT = Param.oneOf("count", ListUsers.Count.class);
  private static final Param<String> SORT =
      Param.text(
          "sort",
          "must be createdAt, name or email, with a leading - for descending order",
          text -> UserSort.of(field(text)) != null);
  private static final String NDJSON = "application/x-ndjson";
  private static final Duration EXPORT_LIMIT = Duration.ofMinutes(30);

  private final Bus bus;
  private final Vertx vertx;

  /** Asks the services through {@code bus}. */
  public UserListRoutes(Bus bus, Vertx vertx) {
    this.bus = bus;
    this.vertx = vertx;
  }

  @Override
  public List<Route> table() {
    List<Param<?>> filters = List.of(ACTIVE, QUERY, EMAIL, EXTERNAL_ID, FROM, TO, SORT);
    List<Param<?>> paged = new ArrayList<>(filters);
    paged.addAll(List.of(COUNT, ApiRequest.LIMIT, ApiRequest.CURSOR));
    return List.of(
        Route.get(UserRoutes.USERS, Scope.USERS_READ, paged, this::list)
            .telling(Told.ok("Lists users", UserPage.class)),
        Route.get(UserRoutes.USERS + "/export", Scope.USERS_READ, filters, this::export)
            .telling(Told.streams("Streams all users that match, an object a line"))
            .producing(NDJSON)
            .within(EXPORT_LIMIT));
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(
            Users.LIST, request.call(), asked(request, request.query(COUNT), request.page()))
        .map(Reply::ok);
  }

  /** The first page is read before the answer begins, so that a refusal can still be one. */
  private Future<Reply> export(ApiRequest request) {
    ListUsers first = asked(request, null, new PageRequest(PageRequest.MAX_LIMIT, null));
    return bus.request(Users.LIST, request.call(), first)
        .map(
            page ->
                Reply.ok(
                    new Streamed(
                        NDJSON,
                        out ->
                            request.task(
                                Tasks.of(vertx),
                                "export of users",
                                c -> new Export(bus, request, out, c).from(first, page)))));
  }

  /** Pages that follow one another at the speed of the reader. */
  private record Export(Bus bus, ApiRequest request, Chunks out, Cancellation cancellation) {
    Future<Void> from(ListUsers asked, UserPage page) {
      return Shield.of(out.write(lines(page)), cancellation)
          .compose(v -> page.next() == null ? Future.succeededFuture() : next(asked, page.next()));
    }

    private Future<Void> next(ListUsers asked, String cursor) {
      ListUsers following =
          new ListUsers(
              asked.filter(),
              asked.sort(),
              asked.descending(),
              null,
              new PageRequest(PageRequest.MAX_LIMIT, cursor));
      return bus.request(Users.LIST, request.call(), following)
          .compose(page -> from(following, page));
    }

    private static byte[] lines(UserPage page) {
      return JsonOut.lines(page.items());
    }
  }

  private static ListUsers asked(
      ApiRequest request, ListUsers.@Nullable Count count, PageRequest page) {
    UserFilter filter =
        new UserFilter(
            request.query(ACTIVE),
            request.query(QUERY),
            request.query(EMAIL),
            request.query(EXTERNAL_ID),
            request.query(FROM),
            request.query(TO));
    String order = request.query(SORT, UserSort.CREATED_AT.field());
    UserSort sort = Objects.requireNonNull(UserSort.of(field(order)));
    return new ListUsers(filter, sort, order.startsWith("-"), count, page);
  }

  private static String field(String order) {
    return order.startsWith("-") ? order.substring(1) : order;
  }
}
