package dev.carillon.notifier;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.lifecycle.Component;
import dev.carillon.notifier.api.NotificationEndpoint;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.notification.NotificationDesk;
import dev.carillon.notifier.domain.notification.NotificationUpkeep;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.store.pg.notification.NotificationStores;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts notifications together: their contracts, and what is decided and forgotten beside them. */
final class NotificationWiring {
  private static final Duration DECIDE = Duration.ofMillis(500);
  private static final Duration IDLE_DECIDE = Duration.ofSeconds(1);
  private static final double SPREAD = 0.33;

  private static final long FORGET_MILLIS = 60_000;

  /** A mail in a worker's hands is mostly settled, or waits again, within milliseconds. */
  private static final RetryPolicy LOOKS =
      new RetryPolicy.Exponential(12, Duration.ofMillis(4), Duration.ofMillis(40));

  private final Vertx vertx;
  private final Bus bus;
  private final NotifierConfig config;
  private final NotifierStores stores;
  private final NotificationStores own;
  private final MailEvents events;
  private final Clocks clocks;
  private final Loop deciding;
  private final Loop forgetting;
  private @Nullable Registration served;

  /**
   * Over the stores.
   *
   * @param events told of mails
   */
  NotificationWiring(
      Vertx vertx,
      Bus bus,
      NotifierConfig config,
      NotifierStores stores,
      MailEvents events,
      Clocks clocks) {
    Timers timers = Timers.of(vertx);
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.stores = stores;
    this.events = events;
    this.clocks = clocks;
    this.own = new NotificationStores(stores.clients(), PgClients.BY_INDEX, Metrics.globalRegistry);
    NotificationUpkeep upkeep =
        new NotificationUpkeep(own.notifications(), config.notifications(), this::tell);
    this.deciding =
        new Loop(
                "escalated notifications",
                vertx,
                timers,
                Loop.jittered(DECIDE, SPREAD),
                upkeep::decide)
            .easing(IDLE_DECIDE, Alone.REST);
    this.forgetting =
        new Loop("old notifications", vertx, timers, () -> FORGET_MILLIS, upkeep::forget);
  }

  /** What is started behind the migration, in order. */
  List<Component> parts() {
    return List.of(
        Component.closing("notification pools", own::close),
        Component.running("escalated notifications", deciding::start, deciding::stop),
        Component.running("old notifications", forgetting::start, forgetting::stop),
        new Component("notification contracts", this::serve, this::withdraw));
  }

  private Future<?> serve() {
    return stores
        .suppressions()
        .linkSecret()
        .compose(
            secret -> {
              MailFactory factory =
                  new MailFactory(
                      new Uuid7(clocks),
                      config.smtp().domain(),
                      config.smtp().allowedFroms(),
                      new UnsubscribeLinks(secret, config.publicUrl()));
              Registration all = new NotificationEndpoint(bus, desk(factory)).serve();
              served = all;
              return all.ready();
            });
  }

  private NotificationDesk desk(MailFactory factory) {
    TemplateStore templates = stores.templates();
    return new NotificationDesk(
        own.notifications(),
        (escalate, users) -> MailAcceptance.resolve(escalate.mail(), users, templates, factory),
        new Uuid7(clocks),
        config.notifications().ofUser(),
        this::tell,
        events,
        new Retry(LOOKS, Timers.of(vertx), clocks));
  }

  private void tell(TopicMessages messages) {
    bus.publish(LiveTopics.PUBLISHED, messages);
  }

  private Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }
}
