package dev.carillon.bench.mail;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The product's own stores and dispatcher; accepts are collected as {@code MailAcceptance} does it.
 */
final class ProductQueue implements Contestant {
  static final String TEXT = "x".repeat(900);

  /** As the service collects accepts. */
  static final GroupCommit.Bounds COLLECTED = new GroupCommit.Bounds(2, 512, 100_000, 64);

  /** That of a server with the usual 8 connections. */
  private static final int USUAL_WIDTH = 16;

  private static final int PERMITS = 4_096;
  private static final int PRELOAD = 500;

  private final Vertx vertx;
  private final Context context;
  private final NotifierStores stores;
  private final Meter meter;
  private final Mailer mailer;
  private final Uuid7 ids = new Uuid7(Clocks.system());
  private final GroupCommit<NewMail, Accepted> accepts;
  private final WorkerSession session;
  private final SettledStore settled;
  private final Pickups pickups = new Pickups();
  private Dispatcher dispatcher;

  /** On one context, as in the service. */
  ProductQueue(Vertx vertx, NotifierStores stores, Meter meter, Mailer mailer) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.stores = stores;
    this.meter = meter;
    this.mailer = new PickedUp(mailer);
    this.session = stores.workerSession();
    this.settled = new SettledStore(stores.queue());
    this.dispatcher = dispatcher();
    this.accepts = new GroupCommit<>(vertx.getOrCreateContext(), COLLECTED, this::commit);
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        vertx,
        Timers.of(vertx),
        settled,
        new LeaseKeeper(settled, session, Clocks.system(), MailEvents.NONE, CrashRules.DEFAULT),
        mailer,
        new OutcomePolicy(false, null, () -> ThreadLocalRandom.current().nextDouble()),
        new QueueCapacity(PERMITS, QueueCapacity.DEFAULT.bytes()));
  }

  /** Notes when a mail gets to whoever sends it. */
  private final class PickedUp implements Mailer {
    private final Mailer real;

    PickedUp(Mailer real) {
      this.real = real;
    }

    @Override
    public Future<Delivery> send(Outgoing mail, WireState wireState) {
      pickups.end(mail.id());
      return real.send(mail, wireState);
    }

    @Override
    public int room() {
      return real.room();
    }

    @Override
    public int width() {
      return real.width();
    }

    @Override
    public Future<Void> close() {
      return real.close();
    }
  }

  /** A server that takes everything at once. */
  static Mailer instant() {
    return new Mailer() {
      @Override
      public Future<Delivery> send(Outgoing mail, WireState wireState) {
        return Future.succeededFuture(
            new Delivery(Delivery.Result.SENT, Phase.REPLIED, "250 taken"));
      }

      @Override
      public int room() {
        return Integer.MAX_VALUE;
      }

      @Override
      public int width() {
        return USUAL_WIDTH;
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }

  @Override
  public String name() {
    return "product";
  }

  @Override
  public void clear() {
    meter.change(
        "truncate notifier.mail, notifier.outcome, notifier.ready, notifier.lease,"
            + " notifier.attempt, notifier.accept_batch, notifier.ledger_entry");
  }

  @Override
  public void preload(int mails) {
    for (int i = 0; i < mails; i += PRELOAD) {
      List<NewMail> some = new ArrayList<>();
      for (int k = 0; k < PRELOAD; k++) {
        some.add(mail());
      }
      stores.inserts().enqueue(some).await();
    }
  }

  @Override
  public Future<Void> work(int mails) {
    Future<Void> done = settled.afterAnother(mails);
    context.runOnContext(
        v -> {
          dispatcher = dispatcher();
          dispatcher.start();
        });
    return done;
  }

  @Override
  public Future<Void> deliver() {
    NewMail mail = mail();
    pickups.begin(mail.id());
    Future<Void> done = settled.after(mail.id());
    return accepts.submit(mail).compose(accepted -> done);
  }

  @Override
  public Future<Void> accept() {
    return accepts.submit(mail()).mapEmpty();
  }

  @Override
  public List<Long> pickups() {
    return pickups.all();
  }

  @Override
  public Future<Void> rest() {
    return dispatcher.stop();
  }

  @Override
  public String settled() {
    return meter.text("select count(*) from notifier.outcome where state = 's'");
  }

  @Override
  public String stored() {
    return meter.text("select count(*) from notifier.mail");
  }

  private Future<List<Outcome<Accepted>>> commit(List<NewMail> mails) {
    DirectLease lease = dispatcher.lease();
    return lease
        .reserve(mails.size())
        .compose(
            room ->
                Work.begin(() -> store(mails, room))
                    .onComplete(
                        stored ->
                            lease.take(
                                room, stored.succeeded() ? stored.result().leased() : List.of())))
        .map(
            stored ->
                stored.accepted().stream().<Outcome<Accepted>>map(Outcome.Success::new).toList());
  }

  private Future<StoredMails> store(List<NewMail> mails, DirectLease.@Nullable Room room) {
    return room == null
        ? stores.inserts().enqueue(mails).map(StoredMails::waiting)
        : stores.inserts().lease(mails, room.worker());
  }

  private NewMail mail() {
    UUID id = ids.next();
    return new NewMail(
        id,
        "bench@carillon.test",
        null,
        null,
        "Bench",
        Content.text(TEXT),
        "<" + id + "@carillon.test>",
        MailTags.NONE,
        MailSchedule.NOW,
        null);
  }
}
