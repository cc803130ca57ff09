package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.Mails;
import dev.carillon.notifier.api.BroadcastEndpoint;
import dev.carillon.notifier.api.MailControlEndpoint;
import dev.carillon.notifier.api.MailEndpoint;
import dev.carillon.notifier.api.SuppressionEndpoint;
import dev.carillon.notifier.api.TemplateEndpoint;
import dev.carillon.notifier.api.ThrottleEndpoint;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.queue.Dispatcher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What notifier-service answers on the bus. */
final class NotifierEndpoints {
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

  NotifierEndpoints(
      Vertx vertx, Bus bus, NotifierConfig config, NotifierStores stores, Queue queue) {
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
            new MailEndpoint(
                    bus,
                    new MailEndpoint.Parts(mails, factory, templates, events),
                    vertx.getOrCreateContext(),
                    dispatcher)
                .serve(),
            new MailControlEndpoint(
                    bus, new MailControlEndpoint.Parts(mails, dispatcher, events), Timers.of(vertx))
                .serve(),
            new TemplateEndpoint(bus, templates).serve(),
            new SuppressionEndpoint(bus, stores.suppressions(), links, dispatcher::wake).serve(),
            new ThrottleEndpoint(bus, stores.flow(), config.smtp().serverNames(), learnRules)
                .serve(),
            new BroadcastEndpoint(bus, stores.broadcasts()).serve(),
            bus.serve(Mails.PING, (call, q) -> stores.ping().map(new Done()))));
  }

  Future<?> withdraw() {
    return served == null ? Future.succeededFuture() : served.withdraw();
  }
}
