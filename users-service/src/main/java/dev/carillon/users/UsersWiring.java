package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.store.pg.OutboxRelay;
import dev.carillon.users.api.UserEventRouting;
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
  private final UsersStores pools;
  private final OutboxRelay relay;
  private final UsersMaintenance upkeep;
  private final Components parts;

  UsersWiring(Vertx vertx, ConfigSource source) {
    this.vertx = vertx;
    int loops = Runtime.getRuntime().availableProcessors();
    this.config = UsersConfig.read(source, loops);
    Component management = Management.component(vertx, source);
    source.verify();
    Clocks clocks = Clocks.system();
    this.pools = new UsersStores(vertx, config);
    this.relay =
        new OutboxRelay(
            vertx,
            Timers.of(vertx),
            pools.clients(),
            "users",
            new UserEventRouting(
                new Bus(vertx, clocks), clocks, pools.profiles(clocks), config.consumers()));
    this.upkeep = new UsersMaintenance(vertx, pools, config.indexed());
    this.parts = new Components(parts(management, clocks), STOP_LIMIT);
  }

  private List<Component> parts(Component management, Clocks clocks) {
    return List.of(
        management,
        Component.step("users migration", () -> pools.clients().migrate()),
        new Component("users pools", pools::open, pools::close),
        Health.of(vertx)
            .component(
                "users health",
                List.of(
                    new HealthCheck("postgres users", pools::ping),
                    new HealthCheck("mongodb profiles", pools::pingMongo))),
        Component.step("users serving", () -> deployServing(clocks)),
        Component.running("users outbox relay", relay::start, relay::stop),
        Component.running("users upkeep", upkeep::start, upkeep::stop));
  }

  Future<Void> start() {
    return parts.start();
  }

  Future<Void> stop() {
    return parts.stop();
  }

  /** Undeployed by Vert.x as children of the verticle, before its own stop. */
  private Future<?> deployServing(Clocks clocks) {
    return vertx.deployVerticle(
        () -> (Deployable) new UsersEndpoints(pools, relay, clocks),
        new DeploymentOptions().setInstances(config.instances()));
  }
}
