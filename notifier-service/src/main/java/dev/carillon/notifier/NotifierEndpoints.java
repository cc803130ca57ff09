package dev.carillon.notifier;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.mail.Mails;
import dev.carillon.notifier.api.BroadcastEndpoint;
import dev.carillon.notifier.api.MailControlEndpoint;
import dev.carillon.notifier.api.MailEndpoint;
import dev.carillon.notifier.api.SuppressionEndpoint;
import dev.carillon.notifier.api.TemplateEndpoint;
import dev.carillon.notifier.api.ThrottleEndpoint;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.control.GivenUpMail;
import dev.carillon.notifier.domain.control.MailControl;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.events.UserEvents;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.worker.MailWorker;
import dev.carillon.store.pg.parked.ParkedServing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What notifier-service answers on the bus. */
final class NotifierEndpoints {
  private final Vertx vertx;
  private final Bus bus;
  private final NotifierConfig config;
  private final NotifierStores stores;
  private final MailWorker worker;
  private final NotifierMaintenance maintenance;
  private final Clocks clocks;
  private @Nullable Registration served;

  /**
   * Over the stores.
   *
   * @param worker works on what is accepted
   * @param maintenance learns what is decided about servers
   */
  NotifierEndpoints(
      Vertx vertx,
      Bus bus,
      NotifierConfig config,
      NotifierStores stores,
      MailWorker worker,
      NotifierMaintenance maintenance,
      Clocks clocks) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.stores = stores;
    this.worker = worker;
    this.maintenance = maintenance;
    this.clocks = clocks;
  }

  Future<?> serve() {
    return stores
        .suppressions()
        .linkSecret()
        .compose(
            secret -> {
              UnsubscribeLinks links = new UnsubscribeLinks(secret, config.publicUrl());
              Registration all = Registration.all(List.of(serveMail(links), serveRules(links)));
              served = all;
              return all.ready();
            });
  }

  private Registration serveMail(UnsubscribeLinks links) {
    MailFactory factory =
        new MailFactory(
            new Uuid7(clocks), config.smtp().domain(), config.smtp().allowedFroms(), links);
    MailAcceptance acceptance =
        new MailAcceptance(
            stores.inserts(),
            stores.accepts(),
            stores.templates(),
            factory,
            new GroupCommit.Factory(vertx.getOrCreateContext()),
            worker.lease(),
            worker.events());
    UserEvents userEvents =
        new UserEvents(
            stores.accepts(),
            new Erasures(stores.erasures()),
            stores.templates(),
            factory,
            config.welcome(),
            worker.lease()::wake);
    return Registration.all(
        List.of(
            new MailEndpoint(bus, acceptance, userEvents, stores.mails()).serve(),
            control().serve(),
            bus.serve(Mails.PING, (call, q) -> stores.ping().map(new Done()))));
  }

  private MailControlEndpoint control() {
    Runnable wake = worker.lease()::wake;
    return new MailControlEndpoint(
        bus,
        new MailControl(stores.controls(), worker.events(), wake, Timers.of(vertx), clocks),
        new GivenUpMail(stores.controls(), wake),
        worker::callBack);
  }

  private Registration serveRules(UnsubscribeLinks links) {
    return Registration.all(
        List.of(
            new TemplateEndpoint(bus, stores.templates()).serve(),
            new SuppressionEndpoint(bus, stores.suppressions(), links, worker.lease()::wake)
                .serve(),
            new ThrottleEndpoint(
                    bus, stores.throttles(), config.smtp().serverNames(), maintenance::learnRules)
                .serve(),
            new BroadcastEndpoint(bus, stores.broadcasts(), maintenance::relay).serve(),
            new ParkedServing(bus, stores.parked(), maintenance::relay)
                .serve(
                    ParkedEvents.NOTIFIER_LIST,
                    ParkedEvents.NOTIFIER_RETRY,
                    ParkedEvents.NOTIFIER_DROP)));
  }

  Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }
}
