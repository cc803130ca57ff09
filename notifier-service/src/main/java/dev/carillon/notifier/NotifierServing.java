package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.Mails;
import dev.carillon.notifier.api.MailApi;
import dev.carillon.notifier.api.MailControl;
import dev.carillon.notifier.broadcast.BroadcastApi;
import dev.carillon.notifier.flow.FlowApi;
import dev.carillon.notifier.mail.MailEvents;
import dev.carillon.notifier.mail.MailFactory;
import dev.carillon.notifier.mail.MailStore;
import dev.carillon.notifier.mail.UnsubscribeLinks;
import dev.carillon.notifier.policy.SuppressionApi;
import dev.carillon.notifier.policy.TemplateApi;
import dev.carillon.notifier.policy.TemplateStore;
import dev.carillon.notifier.queue.Dispatcher;
import dev.carillon.notifier.store.pg.NotifierStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What notifier-service answers on the bus. */
final class NotifierServing {
  private final Vertx vertx;
  private final Bus bus;
  private final NotifierConfig config;
  private final NotifierStores stores;
  private final Dispatcher dispatcher;
  private final MailEvents events;
  private final Supplier<Future<?>> learnRules;
  private @Nullable Registration served;

  /**
   * What works on accepted mail, and who is told of it.
   *
   * @param learnRules lets the mailer know what was decided about servers
   */
  record Queue(Dispatcher dispatcher, MailEvents events, Supplier<Future<?>> learnRules) {}

  NotifierServing(Vertx vertx, Bus bus, NotifierConfig config, NotifierStores stores, Queue queue) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.stores = stores;
    this.dispatcher = queue.dispatcher();
    this.events = queue.events();
    this.learnRules = queue.learnRules();
  }

  Future<?> serve() {
    return stores
        .suppressions()
        .linkSecret()
        .compose(
            secret -> {
              Registration all = serve(new UnsubscribeLinks(secret, config.publicUrl()));
              served = all;
              return all.ready();
            });
  }

  private Registration serve(UnsubscribeLinks links) {
    MailStore mails = stores.mails();
    TemplateStore templates = stores.templates();
    MailFactory factory =
        new MailFactory(
            new Uuid7(Clocks.system()), config.smtp().domain(), config.welcome(), links);
    return Registration.all(
        List.of(
            new MailApi(
                    bus,
                    new MailApi.Parts(mails, factory, templates, events),
                    vertx.getOrCreateContext(),
                    dispatcher)
                .serve(),
            new MailControl(bus, new MailControl.Parts(mails, dispatcher, events), Timers.of(vertx))
                .serve(),
            new TemplateApi(bus, templates).serve(),
            new SuppressionApi(bus, stores.suppressions(), links, dispatcher::wake).serve(),
            new FlowApi(bus, stores.flow(), config.smtp().serverNames(), learnRules).serve(),
            new BroadcastApi(bus, stores.broadcasts()).serve(),
            bus.serve(Mails.PING, (call, q) -> stores.ping().map(new Done()))));
  }

  Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }
}
