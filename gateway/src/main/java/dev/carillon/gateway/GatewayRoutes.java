package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.faults.Faults;
import dev.carillon.faults.time.TimeMachine;
import dev.carillon.gateway.broadcasts.BroadcastRoutes;
import dev.carillon.gateway.client.ClientFiles;
import dev.carillon.gateway.cluster.ClusterRoutes;
import dev.carillon.gateway.console.Console;
import dev.carillon.gateway.console.SessionPath;
import dev.carillon.gateway.console.Sessions;
import dev.carillon.gateway.events.ParkedRoutes;
import dev.carillon.gateway.faults.FaultRoutes;
import dev.carillon.gateway.faults.TimeRoutes;
import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.inbox.InboxFrame;
import dev.carillon.gateway.inbox.InboxRoutes;
import dev.carillon.gateway.keys.KeyRoutes;
import dev.carillon.gateway.mail.MailRoutes;
import dev.carillon.gateway.mail.UnsubscribePage;
import dev.carillon.gateway.mail.givenup.GivenUpRoutes;
import dev.carillon.gateway.me.MeRoutes;
import dev.carillon.gateway.notifications.NotificationRoutes;
import dev.carillon.gateway.overview.OverviewRoutes;
import dev.carillon.gateway.person.PersonRoutes;
import dev.carillon.gateway.playground.PlaygroundRoutes;
import dev.carillon.gateway.presence.Presence;
import dev.carillon.gateway.suppressions.SuppressionRoutes;
import dev.carillon.gateway.tasks.TaskRoutes;
import dev.carillon.gateway.templates.DraftViews;
import dev.carillon.gateway.templates.TemplateRoutes;
import dev.carillon.gateway.throttles.ThrottleRoutes;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.gateway.tokens.TokenRoutes;
import dev.carillon.gateway.topics.TopicRoutes;
import dev.carillon.gateway.topics.resource.ResourceStreams;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.gateway.users.ProfileRoutes;
import dev.carillon.gateway.users.UserListRoutes;
import dev.carillon.gateway.users.UserRoutes;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * What one event loop offers over HTTP: the tables that need a key, and the paths that need none.
 */
final class GatewayRoutes {
  private final Vertx vertx;
  private final Bus bus;
  private final GatewayConfig config;
  private final Clocks clocks;
  private final TokenRing ring;
  private final String demo;
  private final List<Component> parts = new ArrayList<>();

  /**
   * Those of a gateway with these settings.
   *
   * @param demo {@code host:port} of the demo upstream, empty without one
   */
  GatewayRoutes(
      Vertx vertx, Bus bus, GatewayConfig config, Clocks clocks, TokenRing ring, String demo) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.clocks = clocks;
    this.ring = ring;
    this.demo = demo;
  }

  /** The paths that need no key. */
  List<OpenPath> open() {
    List<OpenPath> open = new ArrayList<>(ClientFiles.paths());
    open.add(new UnsubscribePage(bus, clocks).path());
    open.add(
        new SessionPath(Sessions.of(vertx, clocks), r -> config.proxies().client(r).group())
            .path());
    open.addAll(Console.paths(vertx));
    open.add(DraftViews.of(vertx, clocks).path());
    if (config.inbox()) {
      open.add(new InboxFrame(bus, clocks).path());
    }
    return open;
  }

  /** The tables; may be added to. */
  List<Routes> tables(ResourceStreams streams) {
    List<Routes> routes =
        new ArrayList<>(
            List.of(
                new MeRoutes(optional()),
                new UserListRoutes(bus, vertx),
                new PersonRoutes(bus, vertx),
                new UserRoutes(bus, streams),
                new NotificationRoutes(bus),
                new ProfileRoutes(bus),
                new GivenUpRoutes(bus),
                new MailRoutes(bus, streams),
                new TemplateRoutes(bus, vertx, clocks),
                new SuppressionRoutes(bus),
                new ThrottleRoutes(bus),
                new BroadcastRoutes(bus),
                new TopicRoutes(bus, KnownTopicRules.of(vertx), Presence.of(vertx, clocks), clocks),
                new TaskRoutes(bus),
                new ClusterRoutes(bus, clocks),
                new OverviewRoutes(bus, clocks),
                new ParkedRoutes(bus),
                new KeyRoutes(bus, ring.keys()),
                new TokenRoutes(bus, ring.keys())));
    addOptional(routes);
    return routes;
  }

  /** Parts of the API that are not everywhere, by the first word of their paths. */
  private List<String> optional() {
    List<String> here = new ArrayList<>();
    if (Faults.of(vertx, clocks).areAllowed()) {
      here.add("faults");
    }
    if (config.inbox()) {
      here.add("inbox");
    }
    if (TimeMachine.of(vertx, clocks).isAllowed()) {
      here.add("time");
    }
    return here;
  }

  private void addOptional(List<Routes> routes) {
    if (Faults.of(vertx, clocks).areAllowed()) {
      routes.add(new FaultRoutes(Faults.of(vertx, clocks)));
    }
    if (TimeMachine.of(vertx, clocks).isAllowed()) {
      routes.add(new TimeRoutes(TimeMachine.of(vertx, clocks)));
    }
    if (config.inbox()) {
      routes.add(new InboxRoutes(bus, vertx, clocks));
    }
    if (config.playground()) {
      Upstream upstream = new Upstream(vertx, clocks, config.upstreams(), demo);
      parts.add(Component.closing("upstream", upstream::close));
      routes.add(new PlaygroundRoutes(bus, vertx, upstream, demo));
    }
  }

  /** What the tables that were made need while they are offered. */
  List<Component> parts() {
    return List.copyOf(parts);
  }
}
