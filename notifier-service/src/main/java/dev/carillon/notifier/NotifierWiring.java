package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.canary.Need;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.users.Users;
import dev.carillon.faults.Faults;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Components;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.management.NodeFacts;
import dev.carillon.notifier.api.LiveMailEvents;
import dev.carillon.notifier.api.TickRouting;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.OrderedMailEvents;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import dev.carillon.notifier.meter.MeteredMailer;
import dev.carillon.notifier.meter.QueueGauges;
import dev.carillon.notifier.queue.Dispatcher;
import dev.carillon.notifier.queue.LeaseKeeper;
import dev.carillon.notifier.smtp.SmtpMailer;
import dev.carillon.notifier.worker.MailWorker;
import dev.carillon.store.pg.outbox.OutboxRelay;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Puts notifier-service together: what starts, in which order. */
final class NotifierWiring {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  /** Whose addresses it asks for mail to a user; mail to an address needs nobody. */
  private static final Need USERS =
      new Need("users", List.of(Users.GET.address()), Future::succeededFuture);

  private final Vertx vertx;
  private final Clocks clocks;
  private final NotifierStores stores;
  private final WorkerSession session;
  private final MeteredMailer mailer;
  private final QueueGauges gauges;
  private final OutboxRelay relay;
  private final MailWorker worker;
  private final Faults faults;
  private final NotifierMaintenance maintenance;
  private final NotifierEndpoints endpoints;
  private final Components parts;

  NotifierWiring(Vertx vertx, ConfigSource source, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
    NotifierConfig config = NotifierConfig.read(source);
    Component management = Management.component(vertx, source, clocks);
    source.verify();
    Bus bus = new Bus(vertx, clocks);
    this.stores =
        new NotifierStores(vertx, config.pg(), config.accepting(), clocks, Metrics.globalRegistry);
    this.session = stores.workerSession();
    SmtpMailer smtp = mailer(config, clocks);
    this.mailer = new MeteredMailer(smtp, config.smtp().serverNames(), Metrics.globalRegistry);
    this.gauges = new QueueGauges(vertx, stores.mails()::depth, clocks, Metrics.globalRegistry);
    this.relay = relay(clocks, new TickRouting(bus, clocks));
    this.faults = Faults.of(vertx, clocks);
    this.worker = worker(config, clocks, new OrderedMailEvents(new LiveMailEvents(bus)));
    this.maintenance = maintenance(config, smtp);
    this.endpoints = new NotifierEndpoints(vertx, bus, config, stores, worker, maintenance, clocks);
    List<Component> all = new ArrayList<>(parts(management));
    all.addAll(topics(bus, config.topics(), clocks));
    all.addAll(new NotificationWiring(vertx, bus, config, stores, worker.events(), clocks).parts());
    config.smtp().files().forEach(file -> all.add(file.component(vertx)));
    this.parts = new Components(all, STOP_LIMIT);
  }

  private SmtpMailer mailer(NotifierConfig config, Clocks clocks) {
    return new SmtpMailer(vertx, Timers.of(vertx), clocks, config.smtp(), stores.serverPermits());
  }

  private NotifierMaintenance maintenance(NotifierConfig config, SmtpMailer smtp) {
    return new NotifierMaintenance(
        vertx,
        stores,
        new Retention(stores.retention(), config.contentKept(), config.recordKept()),
        rules -> {
          smtp.rules(rules);
          mailer.rules(rules);
        },
        relay::wake);
  }

  private List<Component> topics(Bus bus, TopicBounds bounds, Clocks clocks) {
    TopicStores topics = new TopicStores(stores.clients(), Metrics.globalRegistry);
    return new TopicWiring(vertx, bus, topics, bounds, clocks).parts();
  }

  private OutboxRelay relay(Clocks clocks, TickRouting ticks) {
    return new OutboxRelay(
        vertx,
        Timers.of(vertx),
        clocks,
        stores.clients(),
        "notifier",
        ticks,
        Metrics.globalRegistry);
  }

  private MailWorker worker(NotifierConfig config, Clocks clocks, MailEvents events) {
    OutcomePolicy policy =
        new OutcomePolicy(
            config.retries(),
            config.crashes().holdUnknown(),
            config.quiet(),
            () -> ThreadLocalRandom.current().nextDouble());
    return new MailWorker(
        vertx.getOrCreateContext(),
        stores.queue(),
        session,
        queue ->
            new Dispatcher(
                vertx,
                Timers.of(vertx),
                queue,
                new LeaseKeeper(queue, session, clocks, events, config.crashes()),
                mailer,
                policy,
                config.capacity()),
        faults.areAllowed());
  }

  private List<Component> parts(Component management) {
    return List.of(
        management,
        Component.step("notifier migration", this::migrate),
        new Component("notifier pools", stores::open, stores::close),
        Health.of(vertx)
            .component(
                "notifier health", List.of(new HealthCheck("postgres notifier", stores::ping))),
        Component.closing("worker session", session::close), // last: peers rescue after it
        Component.closing("smtp connections", mailer::close),
        Component.running("notifier outbox relay", relay::start, relay::stop),
        Component.step("smtp rules once", maintenance::learnRules),
        Component.running("mail dispatcher", worker::start, worker::stop),
        faults.component(worker.fault()),
        Component.running("notifier upkeep", maintenance::start, maintenance::stop),
        Component.running("mail figures", gauges::start, gauges::stop),
        new Component("mail contracts", endpoints::serve, endpoints::withdraw),
        Management.asking(vertx, clocks, USERS));
  }

  private Future<?> migrate() {
    NodeFacts facts = NodeFacts.of(vertx);
    facts.runs("notifier");
    return stores.clients().migrate().onSuccess(version -> facts.schema("notifier", version));
  }

  Future<Void> start() {
    return parts.start();
  }

  Future<Void> stop() {
    return parts.stop();
  }
}
