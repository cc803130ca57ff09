package dev.carillon.gateway.throttles;

import dev.carillon.bus.Bus;
import dev.carillon.contract.Id;
import dev.carillon.contract.Ping;
import dev.carillon.contract.throttles.Flow;
import dev.carillon.contract.throttles.Held;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.SmtpServers;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.contract.throttles.ThrottleName;
import dev.carillon.contract.throttles.Throttles;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of throttles, rules of SMTP servers, digest windows and holds. */
public final class ThrottleRoutes implements Routes {
  private static final String THROTTLES = "/v1/throttles";
  private static final String SERVERS = "/v1/servers";
  private static final String WINDOWS = "/v1/windows";
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<UUID> ID = Param.pathUuid("id");

  private final Bus bus;

  /** The body of a throttle. */
  private record ThrottleSpec(
      @Nullable String template, @Nullable Boolean perRecipient, int limit, Duration within) {}

  /** The body of a server's rule. */
  private record ServerSpec(
      @Nullable Boolean paused, @Nullable Integer limit, @Nullable Duration per) {}

  /** Asks the services through {@code bus}. */
  public ThrottleRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return Stream.of(throttles(), serversAndWindows()).flatMap(List::stream).toList();
  }

  private List<Route> throttles() {
    return List.of(
        Route.get(THROTTLES, Scope.MAIL_READ, List.of(), this::listed)
            .telling(Told.ok("Lists throttles", Throttles.class)),
        Route.put(
                THROTTLES + "/:name",
                Scope.ADMIN,
                List.of(NAME),
                ThrottleSpec.class,
                this::putThrottle)
            .telling(
                Told.ok("Makes a throttle, or changes it", Throttle.class)
                    .checking(() -> new Throttle("a", null, null, 1, Duration.ofSeconds(1)))),
        Route.delete(THROTTLES + "/:name", Scope.ADMIN, List.of(NAME), this::deleteThrottle)
            .telling(Told.empty("Ends a throttle").refusing(FailureCode.NOT_FOUND)));
  }

  private List<Route> serversAndWindows() {
    return List.of(
        Route.get(SERVERS, Scope.MAIL_READ, List.of(), this::servers)
            .telling(Told.ok("Lists the SMTP servers with their rules", SmtpServers.class)),
        Route.put(SERVERS + "/:name", Scope.ADMIN, List.of(NAME), ServerSpec.class, this::putServer)
            .telling(
                Told.ok("Pauses, resumes or limits an SMTP server", SmtpServerRule.class)
                    .refusing(FailureCode.NOT_FOUND)
                    .checking(() -> new SmtpServerRule("a", null, null, null))),
        Route.get(WINDOWS, Scope.MAIL_READ, List.of(), this::held)
            .telling(Told.ok("Lists open windows, and what is held for which reason", Held.class)),
        Route.postWithoutBody(
                WINDOWS + "/:id/close", Scope.MAIL_SEND, List.of(ID), this::closeWindow)
            .telling(
                Told.empty("Closes a window: its mail goes now").refusing(FailureCode.NOT_FOUND)));
  }

  private Future<Reply> listed(ApiRequest request) {
    return bus.request(Flow.THROTTLES, request.call(), new Ping()).map(Reply::ok);
  }

  private Future<Reply> putThrottle(ApiRequest request) {
    ThrottleSpec spec = request.body(ThrottleSpec.class);
    Throttle throttle =
        new Throttle(
            request.path(NAME), spec.template(), spec.perRecipient(), spec.limit(), spec.within());
    return bus.request(Flow.PUT_THROTTLE, request.call(), throttle).map(Reply::ok);
  }

  private Future<Reply> deleteThrottle(ApiRequest request) {
    return bus.request(Flow.DELETE_THROTTLE, request.call(), new ThrottleName(request.path(NAME)))
        .map(done -> Reply.empty());
  }

  private Future<Reply> servers(ApiRequest request) {
    return bus.request(Flow.SERVERS, request.call(), new Ping()).map(Reply::ok);
  }

  private Future<Reply> putServer(ApiRequest request) {
    ServerSpec spec = request.body(ServerSpec.class);
    SmtpServerRule rule =
        new SmtpServerRule(request.path(NAME), spec.paused(), spec.limit(), spec.per());
    return bus.request(Flow.PUT_SERVER, request.call(), rule).map(Reply::ok);
  }

  private Future<Reply> held(ApiRequest request) {
    return bus.request(Flow.HELD, request.call(), new Ping()).map(Reply::ok);
  }

  private Future<Reply> closeWindow(ApiRequest request) {
    return bus.request(Flow.CLOSE_WINDOW, request.call(), new Id(request.path(ID)))
        .map(Reply::empty);
  }
}
