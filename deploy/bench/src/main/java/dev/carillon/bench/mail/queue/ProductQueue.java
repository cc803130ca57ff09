package dev.carillon.bench.mail.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.queue.Dispatcher;
import dev.carillon.notifier.queue.LeaseKeeper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The product's own stores and dispatcher. */
public final class ProductQueue implements Contestant {
  private static final int PRELOAD = 500;

  private final Vertx vertx;
  private final Context context;
  private final NotifierStores stores;
  private final Meter meter;
  private final Mailer mailer;
  private final QueueCapacity capacity;
  private final ProductMails mails = new ProductMails();
  private final ProductAccepts accepts;
  private final WorkerSession session;
  private final SettledStore settled;
  private final Pickups pickups = new Pickups();
  private Dispatcher dispatcher;

  /**
   * On one context, as in the service.
   *
   * @param capacity what it may have in its hands
   */
  public ProductQueue(
      Vertx vertx, NotifierStores stores, Meter meter, Mailer mailer, QueueCapacity capacity) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.stores = stores;
    this.meter = meter;
    this.mailer = new ObservedMailer(mailer, pickups);
    this.capacity = capacity;
    this.session = stores.workerSession();
    this.settled = new SettledStore(stores.queue());
    this.dispatcher = dispatcher();
    this.accepts = new ProductAccepts(context, stores.inserts(), () -> dispatcher.lease());
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        vertx,
        Timers.of(vertx),
        settled,
        new LeaseKeeper(settled, session, Clocks.system(), MailEvents.NONE, CrashRules.DEFAULT),
        mailer,
        new OutcomePolicy(false, null, () -> ThreadLocalRandom.current().nextDouble()),
        capacity);
  }

  @Override
  public String name() {
    return "product";
  }

  @Override
  public void clear() {
    meter.change(
        "truncate notifier.ready, notifier.lease, notifier.attempt, notifier.accept_batch, "
            + meter.text(OldRows.NEW_MAIL_TABLES));
    if (meter
        .text(
            "select exists (select from notifier.outcome where mail_id < "
                + OldRows.LOWEST_NEW_ID
                + ")")
        .equals("t")) {
      meter.change("delete from notifier.outcome where mail_id >= " + OldRows.LOWEST_NEW_ID);
      meter.change("vacuum notifier.outcome");
    } else {
      meter.change("truncate notifier.outcome");
    }
  }

  @Override
  public void preload(int all) {
    for (int i = 0; i < all; i += PRELOAD) {
      stores
          .inserts()
          .enqueue(
              IntStream.range(0, Math.min(PRELOAD, all - i)).mapToObj(k -> mails.now()).toList())
          .await();
    }
  }

  @Override
  public Future<Void> work(int enough) {
    Future<Void> done = settled.afterAnother(enough);
    context.runOnContext(
        v -> {
          dispatcher = dispatcher();
          dispatcher.start();
        });
    return done;
  }

  @Override
  public Future<Void> deliver() {
    NewMail mail = mails.now();
    pickups.begin(mail.id());
    Future<Void> done = settled.after(mail.id());
    return accepts.submit(mail).compose(accepted -> done);
  }

  /** The same, by way of the queue: never into this process's hands. */
  public Future<Void> deliverByQueue() {
    NewMail mail = mails.now();
    pickups.begin(mail.id());
    Future<Void> done = settled.after(mail.id());
    return accepts.submitQueued(mail).compose(accepted -> done);
  }

  /**
   * An urgent mail; its pickup counts from when it is to go. Completes when it is settled.
   *
   * @param after zero for at once
   */
  public Future<Void> deliverHigh(Duration after) {
    NewMail mail = mails.high(after.isZero() ? null : after);
    pickups.begin(mail.id(), System.nanoTime() + after.toNanos());
    Future<Void> done = settled.after(mail.id());
    Future<?> accepted = after.isZero() ? accepts.submit(mail) : accepts.submitQueued(mail);
    return accepted.compose(a -> done);
  }

  @Override
  public Future<Void> accept() {
    return accepts.submit(mails.now()).mapEmpty();
  }

  @Override
  public Latencies pickups() {
    return pickups.latencies();
  }

  /** How long claims took. */
  public Latencies claims() {
    return settled.claims();
  }

  /** What to do with each mail that has become due. */
  public void onPromoted(Consumer<List<MailChange>> action) {
    settled.onPromoted(action);
  }

  @Override
  public Future<Void> rest() {
    return dispatcher.stop();
  }

  @Override
  public long settled() {
    return meter.number(
        "select count(*) from notifier.outcome where state = 's' and mail_id >= "
            + OldRows.LOWEST_NEW_ID);
  }

  @Override
  public long stored() {
    return meter.number("select count(*) from notifier.mail where id >= " + OldRows.LOWEST_NEW_ID);
  }

  /** How many mails wait somewhere, or are in somebody's hands. */
  public long unsettled() {
    return meter.number(
        "select (select count(*) from notifier.deferred where reason <> 's' or run_at < now() +"
            + " interval '1 hour') + (select coalesce(sum(cardinality(mail_ids)), 0) from"
            + " notifier.ready) + (select coalesce(sum(cardinality(mail_ids)), 0) from"
            + " notifier.lease)");
  }

  /** Its stores. */
  public NotifierStores stores() {
    return stores;
  }

  /** Its tables. */
  public Meter meter() {
    return meter;
  }

  /** Ends its session. */
  public Future<?> close() {
    return session.close();
  }

  /** Nothing of these mails was asked for in this process: forgets what it noted. */
  public void forget() {
    List.of(pickups(), claims()).forEach(Latencies::clear);
  }
}
