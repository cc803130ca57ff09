package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.jwt.AppTokens;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.keys.UsersWatch;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.playground.DemoUpstream;
import dev.carillon.gateway.presence.Presence;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.gateway.topics.TopicFeed;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.gateway.ws.Feed;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.management.Management;
import dev.carillon.reload.Reload;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the gateway together: what starts, in which order. */
final class GatewayWiring {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final GatewayConfig config;
  private final Clocks clocks;
  private final LiveLimits live;
  private final Fanout fanout;
  private final DemoUpstream demo;
  private final KeyRing ring;
  private final @Nullable AppTokens apps;
  private final TokenRing tokens;
  private final Path keysFile;
  private final Components parts;

  GatewayWiring(Vertx vertx, ConfigSource source, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
    Component management = Management.component(vertx, source, clocks);
    this.config =
        GatewayConfig.read(source, Runtime.getRuntime().availableProcessors(), vertx.isClustered());
    source.verify();
    this.live = new LiveLimits(config.live(), Metrics.globalRegistry);
    KnownTopicRules rules = KnownTopicRules.of(vertx);
    this.fanout = new Fanout(live, topic -> rules.traits(topic, Feed.traits(topic)));
    this.demo = new DemoUpstream(vertx);
    this.ring = new KeyRing(vertx, config.keys(), config.keyBounds(), clocks);
    this.apps = config.jwt() == null ? null : new AppTokens(vertx, config.jwt(), clocks);
    this.tokens = new TokenRing(vertx, ring, config.keyBounds(), apps, clocks);
    this.keysFile = Path.of(source.required("CARILLON_API_KEYS_FILE"));
    this.parts = new Components(parts(management), STOP_LIMIT);
  }

  private List<Component> parts(Component management) {
    List<Component> all = new ArrayList<>(List.of(management));
    if (config.playground()) {
      all.add(demo.component());
    }
    all.add(Component.closing("live limits", this::closeLive));
    all.addAll(watches());
    if (apps != null) {
      all.add(apps.component());
    }
    all.add(Reload.of(vertx).component("CARILLON_API_KEYS_FILE", this::readKeysAgain));
    all.add(new Feed(new Bus(vertx, clocks), fanout).component());
    all.add(new TopicFeed(vertx, fanout, clocks).component());
    all.add(Presence.of(vertx, clocks).component(new Bus(vertx, clocks), config.presence()));
    all.add(Component.step("gateway servers", this::deployServers));
    all.addAll(new GatewayNeeds(vertx, clocks).components());
    return all;
  }

  private List<Component> watches() {
    Bus bus = new Bus(vertx, clocks);
    String refused = " are refused with 503 when that lasts";
    return List.of(
        new UsersWatch(
                vertx,
                bus,
                "API keys",
                Keys.CHANGED,
                ring::look,
                ring::untilDue,
                "those of its table" + refused + ", those of the key file work on")
            .component(),
        new UsersWatch(
                vertx,
                bus,
                "tokens",
                Tokens.CHANGED,
                tokens::look,
                tokens::untilDue,
                "those of users" + refused)
            .component());
  }

  Future<Void> start() {
    return parts.start();
  }

  Future<Void> stop() {
    return parts.stop();
  }

  private Future<Void> closeLive() {
    live.close();
    return Future.succeededFuture();
  }

  /** A key that is no longer in the file ends at once, with what is open with it. */
  private Future<?> readKeysAgain() {
    return vertx
        .executeBlocking(() -> ApiKeys.read(keysFile))
        .map(
            keys -> {
              ring.replaceFile(keys);
              return keys;
            });
  }

  /** Undeployed by Vert.x as children of the verticle, before its own stop. */
  private Future<?> deployServers() {
    Limits limits = new Limits(config.bounds(), config.proxies(), clocks);
    AccessLog log = AccessLog.on(vertx, config.logged());
    return vertx.deployVerticle(
        () ->
            (Deployable)
                new GatewayServer(config, clocks, limits, tokens, fanout, log, demo.authority()),
        new DeploymentOptions().setInstances(config.instances()));
  }
}
