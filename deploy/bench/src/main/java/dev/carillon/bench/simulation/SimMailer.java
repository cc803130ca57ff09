package dev.carillon.bench.simulation;

import dev.carillon.notifier.mail.Delivery;
import dev.carillon.notifier.mail.Mailer;
import dev.carillon.notifier.mail.Outgoing;
import dev.carillon.notifier.mail.Passage;
import dev.carillon.notifier.mail.Phase;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A node's way to a server that refuses, fails, forgets to answer, or takes the mail. */
final class SimMailer implements Mailer {
  private static final int ROOM = 64;

  private final SimNode node;
  private final SimDatabase database;
  private final Faults faults;
  private final Mutation mutation;

  SimMailer(SimNode node, SimDatabase database, Faults faults, Mutation mutation) {
    this.node = node;
    this.database = database;
    this.faults = faults;
    this.mutation = mutation;
  }

  @Override
  public Future<Delivery> send(Outgoing mail, Passage passage) {
    Promise<Delivery> promise = Promise.promise();
    node.after(faults.delay(), () -> onWire(mail, passage, promise));
    return promise.future();
  }

  private void onWire(Outgoing mail, Passage passage, Promise<Delivery> promise) {
    if (!passage.enterWire() && mutation != Mutation.CANCEL_NOT_RECHECKED) {
      promise.complete(delivery(Delivery.Result.CANCELLED, passage));
      return;
    }
    if (faults.happens(0.05)) {
      promise.complete(delivery(Delivery.Result.POSTPONED, passage));
    } else if (faults.happens(0.05)) {
      promise.complete(delivery(Delivery.Result.FAILED, passage));
    } else if (faults.happens(0.02)) {
      promise.complete(delivery(Delivery.Result.REFUSED, passage));
    } else {
      passage.reached(Phase.DOT);
      atServer(mail, passage, promise);
    }
  }

  /** What has left arrives even if its sender dies then. */
  private void atServer(Outgoing mail, Passage passage, Promise<Delivery> promise) {
    boolean unknown = faults.happens(0.03);
    boolean taken = !unknown || faults.happens(0.5);
    node.world()
        .after(
            faults.delay(),
            () -> {
              SimMail arrived = database.mail(mail.id());
              if (taken) {
                arrived.deliveries++;
              }
              arrived.excuses += unknown ? 1 : 0;
              node.after(
                  faults.delay(),
                  () ->
                      promise.complete(
                          delivery(
                              unknown ? Delivery.Result.UNKNOWN : Delivery.Result.SENT, passage)));
            });
  }

  private static Delivery delivery(Delivery.Result result, Passage passage) {
    return new Delivery(result, passage.phase(), "simulated");
  }

  @Override
  public int room() {
    return ROOM;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
