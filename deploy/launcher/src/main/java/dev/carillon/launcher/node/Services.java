package dev.carillon.launcher.node;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.GatewayVerticle;
import dev.carillon.lifecycle.Health;
import dev.carillon.notifier.NotifierVerticle;
import dev.carillon.users.UsersVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The services of a process: those that others depend on start first and stop last. */
public final class Services {
  /** All services, in the order in which they start. */
  public enum Name {
    /** Users and profiles. */
    USERS,
    /** Mail and broadcasts. */
    NOTIFIER,
    /** HTTP and WebSocket. */
    GATEWAY;

    /** Looks at every setting of the service; the source has the problems. */
    public void check(ConfigSource source) {
      switch (this) {
        case USERS -> UsersVerticle.check(source);
        case NOTIFIER -> NotifierVerticle.check(source);
        case GATEWAY -> GatewayVerticle.check(source);
      }
    }

    private Deployable verticle() {
      return switch (this) {
        case USERS -> new UsersVerticle();
        case NOTIFIER -> new NotifierVerticle();
        case GATEWAY -> new GatewayVerticle();
      };
    }
  }

  private final Vertx vertx;
  private final JsonObject config;
  private final Deque<String> deployed = new ConcurrentLinkedDeque<>();
  private volatile boolean stopped;

  /**
   * The services of a Vert.x instance, not started.
   *
   * @param config settings that override those of the environment
   */
  public Services(Vertx vertx, JsonObject config) {
    this.vertx = vertx;
    this.config = config;
  }

  /** Starts them one after the other; the process is not ready before the last one is. */
  public Future<Void> start(List<Name> names) {
    Health health = Health.of(vertx);
    health.begin();
    Future<Void> done = Future.succeededFuture();
    for (Name name : names.stream().sorted().toList()) {
      done = done.compose(v -> deploy(name));
    }
    return done.onSuccess(
        v -> {
          if (!stopped) {
            health.begun();
          }
        });
  }

  private Future<Void> deploy(Name name) {
    if (stopped) {
      return Future.failedFuture(new IllegalStateException("it was stopped while it started"));
    }
    return vertx
        .deployVerticle(name.verticle(), new DeploymentOptions().setConfig(config))
        .compose(this::keep);
  }

  /** One that comes up while the others are stopped goes as well. */
  private Future<Void> keep(String deployment) {
    if (stopped) {
      return vertx.undeploy(deployment);
    }
    deployed.push(deployment);
    return Future.succeededFuture();
  }

  /** Stops them one after the other, the last one first, so that requests find their service. */
  public Future<Void> stop() {
    stopped = true;
    Health.of(vertx).leave();
    if (deployed.isEmpty()) {
      return Future.succeededFuture();
    }
    return vertx.undeploy(deployed.pop()).transform(r -> stop());
  }
}
