package dev.carillon.gateway.users;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Contract;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcome;
import dev.carillon.contract.users.BatchUsers;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.topics.resource.ResourceStreams;
import dev.carillon.gateway.ws.Feed;
import dev.carillon.json.Doc;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The routes of one user or a batch of them. */
public final class UserRoutes implements Routes {
  static final String USERS = "/v1/users";
  static final String USER = USERS + "/:id";
  static final Param<UUID> ID = Param.pathUuid("id");
  private static final Duration BATCH_LIMIT = Duration.ofSeconds(30);

  private final Bus bus;
  private final ResourceStreams streams;

  /** Asks the services through {@code bus}. */
  public UserRoutes(Bus bus, ResourceStreams streams) {
    this.bus = bus;
    this.streams = streams;
  }

  @Override
  public List<Route> table() {
    return Stream.of(many(), one(), about()).flatMap(List::stream).toList();
  }

  private List<Route> many() {
    return List.of(
        Route.post(USERS, Scope.USERS_WRITE, List.of(), CreateUser.class, this::create)
            .telling(
                Told.created("Creates a user", User.class)
                    .versioned()
                    .refusing(FailureCode.CONFLICT)),
        Route.post(USERS + "/batch", Scope.USERS_WRITE, List.of(), BatchUsers.class, this::batch)
            .telling(
                Told.ok(
                        "Does up to 1,000 changes, each with an outcome of its own",
                        BatchReply.class)
                    .refusing(FailureCode.CONFLICT))
            .within(BATCH_LIMIT));
  }

  private List<Route> one() {
    return List.of(
        Route.get(USER, Scope.USERS_READ, List.of(ID), this::get)
            .telling(shown("Reads a user"))
            .watchedBy(this::watch),
        Route.patch(USER, Scope.USERS_WRITE, List.of(ID), Doc.class, this::patch)
            .telling(
                shown("Changes some fields of a user")
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)
                    .matching(Match.NEEDED)
                    .checking(PatchUser::checkFields)),
        Route.delete(USER, Scope.ADMIN, List.of(ID), this::erase)
            .telling(
                Told.ok("Erases a user for good", Erasure.class)
                    .refusing(FailureCode.NOT_FOUND)
                    .matching(Match.OPTIONAL)),
        Route.postWithoutBody(
                USER + "/deactivate",
                Scope.USERS_WRITE,
                List.of(ID),
                r -> change(r, Users.DEACTIVATE))
            .telling(shown("Deactivates a user").matching(Match.OPTIONAL)),
        Route.postWithoutBody(
                USER + "/reactivate",
                Scope.USERS_WRITE,
                List.of(ID),
                r -> change(r, Users.REACTIVATE))
            .telling(shown("Activates a user again").matching(Match.OPTIONAL)));
  }

  private List<Route> about() {
    return List.of(
        Route.get(
                USER + "/audit",
                Scope.ADMIN,
                List.of(ID, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::audit)
            .telling(
                Told.ok("Lists what was done to a user", AuditPage.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.get(USER + "/overview", Scope.USERS_READ, List.of(ID), new UserOverview(bus)::read)
            .telling(
                Told.ok("Reads a user, the profile and recent mail at once", UserOverview.ANSWER)
                    .refusing(FailureCode.NOT_FOUND)));
  }

  private static Told shown(String summary) {
    return Told.ok(summary, User.class).versioned().refusing(FailureCode.NOT_FOUND);
  }

  private Future<Reply> create(ApiRequest request) {
    return bus.request(Users.CREATE, request.call(), request.body(CreateUser.class))
        .map(
            change ->
                Reply.created(change.user(), USERS + "/" + change.user().id())
                    .version(change.user().version())
                    .replayed(change.replayed()));
  }

  private Future<Reply> batch(ApiRequest request) {
    return bus.request(Users.BATCH, request.call(), request.body(BatchUsers.class))
        .map(
            outcomes ->
                Reply.ok(new BatchReply(outcomes.done(), outcomes.failed(), outcomes.items()))
                    .replayed(outcomes.replayed()));
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Users.GET, request.call(), new Id(request.path(ID)))
        .map(user -> Reply.ok(user).version(user.version()));
  }

  private Future<Reply> watch(ApiRequest request) {
    Id id = new Id(request.path(ID));
    return streams.open(
        request, Feed.topicOfUser(id.id()), call -> bus.request(Users.GET, call, id));
  }

  private Future<Reply> patch(ApiRequest request) {
    PatchUser patch = new PatchUser(request.path(ID), request.ifMatch(), request.body(Doc.class));
    return bus.request(Users.PATCH, request.call(), patch).map(UserRoutes::shown);
  }

  private Future<Reply> change(ApiRequest request, Contract<ChangeUser, UserChange> contract) {
    ChangeUser change = new ChangeUser(request.path(ID), request.ifMatch());
    return bus.request(contract, request.call(), change).map(UserRoutes::shown);
  }

  private Future<Reply> erase(ApiRequest request) {
    ChangeUser change = new ChangeUser(request.path(ID), request.ifMatch());
    return bus.request(Users.ERASE, request.call(), change).map(Reply::ok);
  }

  private Future<Reply> audit(ApiRequest request) {
    return bus.request(Users.AUDIT, request.call(), new ListAudit(request.path(ID), request.page()))
        .map(Reply::ok);
  }

  private static Reply shown(UserChange change) {
    return Reply.ok(change.user()).version(change.user().version()).replayed(change.replayed());
  }

  /** The answer to a batch. */
  private record BatchReply(int done, int failed, List<BatchOutcome> items) {}
}
