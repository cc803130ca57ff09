package dev.carillon.notifier;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.notifier.api.TickRouting;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.queue.Dispatcher;
import dev.carillon.notifier.queue.LeaseKeeper;
import dev.carillon.notifier.smtp.SmtpMailer;
import dev.carillon.store.pg.OutboxRelay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Puts notifier-service together: what starts, in which order. */
final class NotifierWiring {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  private static final long RULES_MILLIS = 500;
  private static final long FORGET_MILLIS = 60_000;
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final Vertx vertx;
  private final NotifierConfig config;
  private final NotifierStores stores;
  private final OutboxRelay relay;
  private final Dispatcher dispatcher;
  private final Loop forgetting;
  private final Loop rules;
  private final NotifierEndpoints serving;
  private final Components parts;

  NotifierWiring(Vertx vertx, ConfigSource source) {
    this.vertx = vertx;
    this.config = NotifierConfig.read(source);
    Component management = Management.component(vertx, source);
    source.verify();
    Bus bus = new Bus(vertx, Clocks.system());
    this.stores = new NotifierStores(vertx, config.pg());
    this.relay =
        new OutboxRelay(
            vertx, Timers.of(vertx), stores.clients(), "notifier", new TickRouting(bus));
    MailEvents events = changes -> bus.publish(Live.MAIL_CHANGED, new MailChanges(changes));
    WorkerSession session = stores.workerSession();
    SmtpMailer mailer = new SmtpMailer(vertx, config.smtp(), stores.budgets());
    this.rules = rules(mailer);
    this.dispatcher = dispatcher(session, mailer, events);
    this.forgetting = forgetting();
    this.serving =
        new NotifierEndpoints(
            vertx,
            bus,
            config,
            stores,
            new NotifierEndpoints.Queue(dispatcher, events, () -> learn(mailer)));
    Ticker ticker = new Ticker(vertx, stores.broadcasts(), relay::wake);
    this.parts = new Components(parts(management, mailer, session, ticker), STOP_LIMIT);
  }

  /** What somebody decides about a server counts in every process soon. */
  private Loop rules(SmtpMailer mailer) {
    return new Loop(
        "smtp rules", vertx, Timers.of(vertx), () -> RULES_MILLIS, () -> learn(mailer).map(false));
  }

  private Dispatcher dispatcher(WorkerSession session, SmtpMailer mailer, MailEvents events) {
    OutcomePolicy policy =
        new OutcomePolicy(
            config.smtp().holdUnknown(),
            config.quiet(),
            () -> ThreadLocalRandom.current().nextDouble());
    LeaseKeeper leases =
        new LeaseKeeper(
            stores.queue(), session, Clocks.system(), events, config.smtp().holdUnknown());
    return new Dispatcher(
        vertx, Timers.of(vertx), stores.queue(), leases, mailer, policy, config.permits());
  }

  private Future<?> learn(SmtpMailer mailer) {
    return stores.flow().servers().onSuccess(mailer::rules);
  }

  private Loop forgetting() {
    return new Loop(
        "keys and ticks upkeep",
        vertx,
        Timers.of(vertx),
        () -> FORGET_MILLIS,
        () ->
            stores
                .mails()
                .forget(FORGOTTEN_AT_ONCE)
                .compose(v -> stores.broadcasts().forget(FORGOTTEN_AT_ONCE))
                .compose(v -> stores.flow().forget(FORGOTTEN_AT_ONCE)));
  }

  private List<Component> parts(
      Component management, SmtpMailer mailer, WorkerSession session, Ticker ticker) {
    return List.of(
        management,
        Component.step("notifier migration", () -> stores.clients().migrate()),
        new Component("notifier pools", stores::open, stores::close),
        Health.of(vertx)
            .component(
                "notifier health", List.of(new HealthCheck("postgres notifier", stores::ping))),
        Component.closing("worker session", session::close), // last: peers rescue after it
        Component.closing("smtp connections", mailer::close),
        Component.running("notifier outbox relay", relay::start, relay::stop),
        Component.step("smtp rules once", () -> learn(mailer)),
        Component.running("smtp rules", rules::start, rules::stop),
        Component.running("mail dispatcher", dispatcher::start, dispatcher::stop),
        Component.running("broadcast ticker", ticker::start, ticker::stop),
        Component.running("notifier upkeep", stores.forgetting()::start, stores.forgetting()::stop),
        Component.running("keys and ticks upkeep", forgetting::start, forgetting::stop),
        new Component("mail contracts", serving::serve, serving::withdraw));
  }

  Future<Void> start() {
    return parts.start();
  }

  Future<Void> stop() {
    return parts.stop();
  }
}
