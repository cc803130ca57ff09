package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Served;
import dev.carillon.config.ConfigSource;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.notifier.api.MailApi;
import dev.carillon.notifier.broadcast.Ticker;
import dev.carillon.notifier.mail.AcceptBatcher;
import dev.carillon.notifier.mail.MailFactory;
import dev.carillon.notifier.mail.Mailer;
import dev.carillon.notifier.queue.Dispatcher;
import dev.carillon.notifier.queue.WorkerSession;
import dev.carillon.notifier.smtp.SmtpMailer;
import dev.carillon.notifier.store.pg.PgBroadcastStore;
import dev.carillon.notifier.store.pg.PgMailStore;
import dev.carillon.notifier.store.pg.PgQueueStore;
import dev.carillon.notifier.store.pg.PgWorkerSession;
import dev.carillon.store.pg.Migrator;
import dev.carillon.store.pg.OutboxRelay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts notifier-service together: what starts, in which order. */
final class NotifierWiring {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final AcceptBatcher.Limits ACCEPT_LIMITS = new AcceptBatcher.Limits(2, 10_000);

  private final Vertx vertx;
  private final NotifierConfig config;
  private final Pools pools;
  private final Bus bus;
  private final OutboxRelay relay;
  private final Dispatcher dispatcher;
  private final Components parts;
  private @Nullable Served served;

  NotifierWiring(Vertx vertx, ConfigSource source) {
    this.vertx = vertx;
    this.config = NotifierConfig.read(source);
    Component management = Management.component(vertx, source);
    source.verify();
    this.bus = new Bus(vertx, Clocks.system());
    this.pools = new Pools(vertx, config);
    this.relay =
        new OutboxRelay(vertx, Timers.of(vertx), pools.clients(), "notifier", new TickRouting(bus));
    WorkerSession session = new PgWorkerSession(pools.clients());
    Mailer mailer = new SmtpMailer(vertx, config.smtp());
    this.dispatcher =
        new Dispatcher(vertx, new PgQueueStore(pools.queue()), session, mailer, config.permits());
    Ticker ticker = new Ticker(vertx, new PgBroadcastStore(pools.queue()), relay::wake);
    HealthCheck health = new HealthCheck("postgres notifier", pools::ping);
    this.parts =
        new Components(
            List.of(
                management,
                Component.step("notifier migration", () -> Migrator.migrate(vertx, config.pg())),
                new Component("notifier pools", pools::open, pools::close),
                new Component(
                    "notifier health",
                    () -> done(() -> Health.of(vertx).add(health)),
                    () -> done(() -> Health.of(vertx).remove(health))),
                Component.closing("smtp connections", mailer::close),
                Component.closing("worker session", session::close),
                new Component("notifier outbox relay", () -> done(relay::start), relay::stop),
                new Component("mail dispatcher", () -> done(dispatcher::start), dispatcher::stop),
                new Component("broadcast ticker", () -> done(ticker::start), ticker::stop),
                new Component("mail contracts", this::serve, this::withdraw)),
            STOP_LIMIT);
  }

  Future<Void> start() {
    return parts.start();
  }

  Future<Void> stop() {
    return parts.stop();
  }

  private Future<?> serve() {
    PgMailStore store = new PgMailStore(pools.reads(), pools.accepts());
    MailFactory factory =
        new MailFactory(new Uuid7(Clocks.system()), config.smtp().domain(), config.welcome());
    AcceptBatcher accepts = new AcceptBatcher(vertx, store, ACCEPT_LIMITS, dispatcher::wake);
    served = new MailApi(bus, store, accepts, factory, dispatcher::wake).serve();
    return served.ready();
  }

  private Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }

  private static Future<?> done(Runnable action) {
    action.run();
    return Future.succeededFuture();
  }
}
