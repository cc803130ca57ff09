package dev.carillon.gateway.users;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Role;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.Users;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.UUID;

/** The routes of users and their profiles. */
public final class UserRoutes {
  private static final String USERS = "/v1/users";
  private static final String USER = USERS + "/:id";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<Boolean> ACTIVE = Param.bool("active");

  private final Bus bus;

  /** Over the bus. */
  public UserRoutes(Bus bus) {
    this.bus = bus;
  }

  /** The table. */
  public List<Route> table() {
    return List.of(
        Route.write(HttpMethod.POST, USERS, List.of(), CreateUser.class, this::create),
        Route.get(
            USERS, Role.READER, List.of(ACTIVE, ApiRequest.LIMIT, ApiRequest.CURSOR), this::list),
        Route.get(USER, Role.READER, List.of(ID), this::get),
        Route.post(USER + "/deactivate", List.of(ID), this::deactivate),
        Route.get(
            USER + "/audit",
            Role.ADMIN,
            List.of(ID, ApiRequest.LIMIT, ApiRequest.CURSOR),
            this::audit),
        Route.write(HttpMethod.PUT, USER + "/profile", List.of(ID), Doc.class, this::putProfile),
        Route.get(USER + "/profile", Role.READER, List.of(ID), this::getProfile));
  }

  private Future<Reply> create(ApiRequest request) {
    return bus.request(Users.CREATE, request.call(), request.body(CreateUser.class))
        .map(user -> Reply.created(user, USERS + "/" + user.id()).version(user.version()));
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Users.GET, request.call(), new Id(request.path(ID))).map(UserRoutes::shown);
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(
            Users.LIST, request.call(), new ListUsers(request.query(ACTIVE), request.page()))
        .map(Reply::ok);
  }

  private Future<Reply> deactivate(ApiRequest request) {
    return bus.request(Users.DEACTIVATE, request.call(), new Id(request.path(ID)))
        .map(UserRoutes::shown);
  }

  private Future<Reply> audit(ApiRequest request) {
    return bus.request(Users.AUDIT, request.call(), new ListAudit(request.path(ID), request.page()))
        .map(Reply::ok);
  }

  private Future<Reply> putProfile(ApiRequest request) {
    return bus.request(
            Users.PUT_PROFILE,
            request.call(),
            new PutProfile(request.path(ID), request.body(Doc.class)))
        .map(profile -> Reply.ok(profile).version(profile.version()));
  }

  private Future<Reply> getProfile(ApiRequest request) {
    return bus.request(Users.GET_PROFILE, request.call(), new Id(request.path(ID)))
        .map(profile -> Reply.ok(profile).version(profile.version()));
  }

  private static Reply shown(User user) {
    return Reply.ok(user).version(user.version());
  }
}
