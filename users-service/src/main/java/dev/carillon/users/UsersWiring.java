package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.canary.Need;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.mail.Mails;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.management.NodeFacts;
import dev.carillon.store.pg.outbox.OutboxRelay;
import dev.carillon.users.api.DirectNews;
import dev.carillon.users.api.UserEventRouting;
import dev.carillon.users.domain.tokens.TokenService;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Puts users-service together: what starts, in which order. */
final class UsersWiring {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final UsersConfig config;
  private final Clocks clocks;
  private final UsersStores stores;
  private final OutboxRelay relay;
  private final DirectNews news;
  private final ErasureJournal journal;
  private final UsersMaintenance maintenance;
  private final Components components;

  UsersWiring(Vertx vertx, ConfigSource source, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
    this.config = read(source);
    Component management = Management.component(vertx, source, clocks);
    source.verify();
    this.stores = new UsersStores(vertx, config, clocks, Metrics.globalRegistry);
    UserEventRouting routing =
        new UserEventRouting(
            new Bus(vertx, clocks),
            clocks,
            stores.profiles(),
            stores.erasures(),
            config.consumers());
    this.relay =
        new OutboxRelay(
            vertx,
            Timers.of(vertx),
            clocks,
            stores.clients(),
            "users",
            routing,
            Metrics.globalRegistry);
    this.news = new DirectNews(routing, relay::wake);
    this.journal = new ErasureJournal(vertx, stores.erasures(), clocks, config.erasureJournal());
    this.maintenance =
        new UsersMaintenance(vertx, stores, config.indexed(), config.auditKept(), journal);
    this.components = new Components(inOrder(management), STOP_LIMIT);
  }

  /** Looks at every setting; the source has the problems. */
  static UsersConfig read(ConfigSource source) {
    UsersConfig config = UsersConfig.read(source, Runtime.getRuntime().availableProcessors());
    if (!config.consumers().stream().allMatch(UserEventRouting::isConsumer)) {
      source.reject(
          "CARILLON_USERS_CONSUMERS",
          "must name none but mail, and other programs as bus:NAME with a name of lower-case"
              + " letters, digits and hyphens");
    }
    return config;
  }

  private List<Component> inOrder(Component management) {
    return List.of(
        management,
        Component.step("users migration", this::migrate),
        new Component("users stores", stores::open, stores::close),
        Health.of(vertx)
            .component(
                "users health",
                List.of(
                    new HealthCheck("postgres users", stores::ping),
                    new HealthCheck("mongodb profiles", stores::pingMongo))),
        Component.step("users endpoints", this::deployEndpoints),
        Management.asking(vertx, clocks, mail()),
        Component.running("users outbox relay", relay::start, relay::stop),
        Component.running("users maintenance", maintenance::start, maintenance::stop));
  }

  /** Who takes its events. Without it they wait, and all else goes on. */
  private Need mail() {
    return new Need(
        "mail",
        config.consumers().contains("mail")
            ? List.of(Mails.TAKE_USER_EVENT.address(), Mails.TAKE_USER_EVENTS.address())
            : List.of(),
        Future::succeededFuture);
  }

  private Future<?> migrate() {
    NodeFacts facts = NodeFacts.of(vertx);
    facts.runs("users");
    return stores.clients().migrate().onSuccess(version -> facts.schema("users", version));
  }

  Future<Void> start() {
    return components.start();
  }

  Future<Void> stop() {
    return components.stop();
  }

  /** Undeployed by Vert.x as children of the verticle, before its own stop. */
  private Future<?> deployEndpoints() {
    TokenService tokens = new TokenService(stores.tokens(), config.tokens(), clocks::nanos);
    return vertx.deployVerticle(
        () -> (Deployable) new UsersEndpoints(stores, relay, news, tokens, journal, clocks),
        new DeploymentOptions().setInstances(config.instances()));
  }
}
