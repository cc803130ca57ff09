package dev.carillon.bench.simulation;

import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.smtp.standing.ServerThrottle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A node's way to a server that refuses, fails, forgets to answer, or takes the mail; through the
 * real throttle, which keeps the server's limit and its pauses.
 */
final class SimMailer implements Mailer, ServerThrottle.Line {
  private static final int ROOM = 64;
  private static final int WIDTH = 4;
  private static final String SERVER = "server";

  private final SimNode node;
  private final SimDatabase database;
  private final Faults faults;
  private final Mutation mutation;
  private final ServerThrottle throttle;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(Outgoing mail, WireState wireState, Promise<Delivery> promise) {}

  SimMailer(SimNode node, SimDatabase database, Faults faults, Mutation mutation) {
    this.node = node;
    this.database = database;
    this.faults = faults;
    this.mutation = mutation;
    this.throttle =
        new ServerThrottle(
            SERVER,
            (server, wanted) -> node.store.takePermits(wanted),
            node.world().timers(node),
            this);
    throttle.rule(rule(false));
  }

  private static SmtpServerRule rule(boolean paused) {
    return new SmtpServerRule(SERVER, paused, SimBudget.LIMIT, SimBudget.PER);
  }

  @Override
  public Future<Delivery> send(Outgoing mail, WireState wireState) {
    Promise<Delivery> promise = Promise.promise();
    node.after(
        faults.delay(),
        () -> {
          waiting.add(new Waiting(mail, wireState, promise));
          opened();
        });
    return promise.future();
  }

  /** What somebody has decided about the server. */
  Future<?> learnRules() {
    return node.store.isServerPaused().onSuccess(paused -> throttle.rule(rule(paused)));
  }

  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public void opened() {
    while (!waiting.isEmpty() && throttle.lets(waiting.size())) {
      Waiting next = waiting.remove();
      connect(next);
    }
  }

  /** A connection may be long in coming. */
  private void connect(Waiting next) {
    Runnable onWire = () -> onWire(next.mail(), next.wireState(), next.promise());
    if (faults.happens(0.08)) {
      node.after(node.world().between(10_000, 60_000), onWire);
    } else {
      onWire.run();
    }
  }

  @Override
  public void shut(String why) {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(w -> w.promise().complete(delivery(Delivery.Result.POSTPONED, w.wireState())));
  }

  private void onWire(Outgoing mail, WireState wireState, Promise<Delivery> promise) {
    if (!wireState.enterWire() && mutation != Mutation.CANCEL_NOT_RECHECKED) {
      promise.complete(delivery(Delivery.Result.CANCELLED, wireState));
      return;
    }
    SimMail known = database.mail(mail.id());
    known.wasOnTheWire = true;
    if (known.traits.resting() && SimSettings.isNight(mail.takenAt())) {
      database.violation = "mail " + mail.id() + " was begun in quiet hours";
    }
    database.budget.sent();
    if (faults.happens(0.05)) {
      promise.complete(delivery(Delivery.Result.AWAY, wireState));
    } else if (faults.happens(0.03)) {
      promise.complete(delivery(Delivery.Result.DECLINED, wireState));
    } else if (faults.happens(0.05)) {
      promise.complete(delivery(Delivery.Result.FAILED, wireState));
    } else if (faults.happens(0.02)) {
      promise.complete(delivery(Delivery.Result.REFUSED, wireState));
    } else {
      wireState.through(SERVER);
      long asks = faults.happens(0.05) ? node.world().between(5_000, 40_000) : faults.delay();
      node.after(asks, () -> atDot(mail, wireState, promise));
    }
  }

  /** The server wants the content, perhaps after a long while. */
  private void atDot(Outgoing mail, WireState wireState, Promise<Delivery> promise) {
    boolean looks =
        mutation != Mutation.DOT_NOT_RECHECKED && mutation != Mutation.CANCEL_NOT_RECHECKED;
    if (!wireState.enterContent() && looks) {
      promise.complete(delivery(Delivery.Result.CANCELLED, wireState));
      return;
    }
    wireState.reached(Phase.DOT);
    long lease = node.store.leaseOf(mail);
    boolean isTaken = !database.holds(lease, mail.id());
    boolean mayNotKnow = node.session.isEndUnknown() && node.session.wasForced();
    if (node.isCutOffForGood() || (!mayNotKnow && isTaken)) {
      database.violation = "mail " + mail.id() + " was sent by one who has not its lease";
    }
    Copies.Attempt attempt = database.copies.dot(node, lease, mail.id());
    attempt.excuse(node.isCutOff() ? Excuse.CUT_OFF : null);
    attempt.excuse(isTaken ? Excuse.AWAY_TOO_LONG : null);
    atServer(mail, wireState, attempt, promise);
  }

  /** What has left arrives even if its sender dies then. */
  private void atServer(
      Outgoing mail, WireState wireState, Copies.Attempt attempt, Promise<Delivery> promise) {
    boolean unknown = faults.happens(0.15);
    boolean taken = !unknown || faults.happens(0.5);
    boolean slow = faults.happens(0.02);
    attempt.excuse(unknown ? Excuse.VERDICT_LOST : null);
    node.world()
        .after(
            slow ? node.world().between(20_000, 60_000) : faults.delay(),
            () -> {
              database.mail(mail.id()).dates.add(mail.date());
              if (taken) {
                attempt.arrived();
                database.moved = true;
              }
              node.after(
                  faults.delay(),
                  () ->
                      promise.complete(
                          delivery(
                              unknown ? Delivery.Result.UNKNOWN : Delivery.Result.SENT,
                              wireState)));
            });
  }

  private static Delivery delivery(Delivery.Result result, WireState wireState) {
    return new Delivery(result, wireState.phase(), "simulated");
  }

  @Override
  public int room() {
    return throttle.isShut() ? 0 : throttle.most(ROOM);
  }

  @Override
  public int width() {
    return throttle.isShut() ? 0 : throttle.most(WIDTH);
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
