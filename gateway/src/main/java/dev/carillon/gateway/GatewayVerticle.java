package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.Done;
import dev.carillon.contract.Ping;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.Users;
import dev.carillon.gateway.playground.DemoUpstream;
import dev.carillon.gateway.security.KeyLimits;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway, once per process, with as many serving parts as event loops. Settings come from
 * {@code config()}, the environment and the configuration file.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private @Nullable Components parts;

  @Override
  public Future<?> start() {
    ConfigSource source = ConfigSource.of(config());
    Component management = Management.component(vertx, source);
    GatewayConfig config = GatewayConfig.read(source, Runtime.getRuntime().availableProcessors());
    DemoUpstream demo = new DemoUpstream(vertx);
    List<Component> all = new ArrayList<>(List.of(management));
    if (config.playground()) {
      all.add(demo.component());
    }
    all.add(Component.step("gateway serving", () -> deployServing(config, demo)));
    all.add(Health.of(vertx).component("gateway health", canaries()));
    parts = new Components(all, STOP_LIMIT);
    return parts.start();
  }

  @Override
  public Future<?> stop() {
    return parts == null ? Future.succeededFuture() : parts.stop();
  }

  /** A gateway is ready when those it asks answer. */
  private List<HealthCheck> canaries() {
    Bus bus = new Bus(vertx, Clocks.system());
    return List.of(canary(bus, "users canary", Users.PING), canary(bus, "mail canary", Mails.PING));
  }

  private static HealthCheck canary(Bus bus, String name, Contract<Ping, Done> contract) {
    return new HealthCheck(
        name,
        () ->
            bus.request(
                contract,
                Call.internal("gateway", contract.timeout(), Clocks.system()),
                new Ping()));
  }

  private Future<?> deployServing(GatewayConfig config, DemoUpstream demo) {
    KeyLimits limits = new KeyLimits(config.perSecond(), Clocks.system());
    return vertx.deployVerticle(
        () -> (Deployable) new GatewayServing(config, Clocks.system(), limits, demo.authority()),
        new DeploymentOptions().setInstances(config.instances()));
  }
}
