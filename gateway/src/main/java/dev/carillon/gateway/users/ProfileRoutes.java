package dev.carillon.gateway.users;

import dev.carillon.bus.Bus;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfileFilter;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.json.Doc;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of profiles: one user's, and all of them. */
public final class ProfileRoutes implements Routes {
  private static final String PROFILE = UserRoutes.USER + "/profile";
  private static final String PROFILES = "/v1/profiles";
  private static final Param<ProfileFilter> FILTER =
      Param.parsed("filter", text -> ProfileFilter.parse("filter", text)).repeated();
  private static final Param<ProfilePath> FIELD =
      Param.parsed("field", text -> ProfilePath.of("field", text)).needed();
  private static final Param<ProfilePath> BY =
      Param.parsed("by", text -> ProfilePath.of("by", text));
  private static final Param<Order> SORT = Param.parsed("sort", Order::parse);

  private final Bus bus;

  /** What a list is sorted by. */
  private record Order(ProfilePath path, boolean descending) {
    static Order parse(String text) {
      boolean descending = text.startsWith("-");
      return new Order(ProfilePath.of("sort", descending ? text.substring(1) : text), descending);
    }
  }

  /** Asks the services through {@code bus}. */
  public ProfileRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return Stream.of(one(), all()).flatMap(List::stream).toList();
  }

  private List<Route> one() {
    return List.of(
        Route.get(PROFILE, Scope.USERS_READ, List.of(UserRoutes.ID), this::get)
            .telling(profile("Reads a profile")),
        Route.put(PROFILE, Scope.USERS_WRITE, List.of(UserRoutes.ID), Doc.class, this::put)
            .telling(
                profile("Replaces a profile, or makes it")
                    .replacing()
                    .checking(ProfileRoutes::checks)),
        Route.patch(PROFILE, Scope.USERS_WRITE, List.of(UserRoutes.ID), Doc.class, this::patch)
            .telling(
                profile("Changes some members of a profile")
                    .matching(Match.NEEDED)
                    .checking(ProfileRoutes::checks))
            .withoutIdempotencyKey(),
        Route.delete(PROFILE, Scope.USERS_WRITE, List.of(UserRoutes.ID), this::delete)
            .telling(
                Told.empty("Deletes a profile")
                    .refusing(FailureCode.NOT_FOUND)
                    .matching(Match.OPTIONAL)));
  }

  private List<Route> all() {
    return List.of(
        Route.get(
                PROFILES,
                Scope.USERS_READ,
                List.of(FILTER, SORT, ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::find)
            .telling(Told.ok("Finds profiles by their fields", ProfilePage.class)),
        Route.get(PROFILES + "/stats", Scope.USERS_READ, List.of(FIELD, BY, FILTER), this::stats)
            .telling(
                Told.ok("Counts profiles and sums up one of their fields", ProfileStats.class)));
  }

  private static Told profile(String summary) {
    return Told.ok(summary, Profile.class).versioned().refusing(FailureCode.NOT_FOUND);
  }

  private static void checks() {
    PutProfile.check(Doc.of(Map.of()))
        .that(true, "", PutProfile.NAMES)
        .that(true, "", "holds a control character or a lone surrogate")
        .verify();
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Users.GET_PROFILE, request.call(), new Id(request.path(UserRoutes.ID)))
        .map(ProfileRoutes::shown);
  }

  private Future<Reply> put(ApiRequest request) {
    PutProfile put =
        new PutProfile(
            request.path(UserRoutes.ID),
            request.body(Doc.class),
            request.ifMatch(),
            request.onlyNew());
    return bus.request(Users.PUT_PROFILE, request.call(), put).map(ProfileRoutes::shown);
  }

  private Future<Reply> patch(ApiRequest request) {
    PatchProfile patch =
        new PatchProfile(request.path(UserRoutes.ID), request.body(Doc.class), request.ifMatch());
    return bus.request(Users.PATCH_PROFILE, request.call(), patch).map(ProfileRoutes::shown);
  }

  private Future<Reply> delete(ApiRequest request) {
    ChangeUser change = new ChangeUser(request.path(UserRoutes.ID), request.ifMatch());
    return bus.request(Users.DELETE_PROFILE, request.call(), change).map(done -> Reply.empty());
  }

  private Future<Reply> find(ApiRequest request) {
    Order order = request.query(SORT);
    FindProfiles find =
        new FindProfiles(
            request.all(FILTER),
            order == null ? null : order.path(),
            order != null && order.descending(),
            request.page());
    return bus.request(Users.FIND_PROFILES, request.call(), find).map(Reply::ok);
  }

  private Future<Reply> stats(ApiRequest request) {
    @Nullable ProfilePath by = request.query(BY);
    ProfileStatsQuery query =
        new ProfileStatsQuery(request.all(FILTER), request.required(FIELD), by);
    return bus.request(Users.PROFILE_STATS, request.call(), query).map(Reply::ok);
  }

  private static Reply shown(Profile profile) {
    return Reply.ok(profile).version(profile.version());
  }
}
