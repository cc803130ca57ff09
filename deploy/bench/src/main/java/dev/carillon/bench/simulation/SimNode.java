package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.queue.Intake;
import dev.carillon.notifier.queue.LeaseKeeper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process: the real worker with its loops. It can die (nothing of it runs any more), be stopped
 * (everything of it runs later) or lose its session.
 */
final class SimNode {
  private static final int PERMITS = 64;

  /** So long the server keeps the session of one of whom it hears nothing. */
  private static final int SESSION_KEPT = (int) QueueLimits.LEASE_LIFE.toMillis();

  final SimStore store;
  final SimSession session;
  final SimMailer mailer;
  private final World world;
  private final SimDatabase database;
  private final Mutation mutation;
  private final LeaseKeeper leases;
  private final Intake intake;
  private final List<Runnable> whileStopped = new ArrayList<>();
  private boolean alive = true;
  private boolean stopped;
  private boolean cutOff;
  private int cuts;
  private long cutSince;
  private int claims;

  SimNode(World world, SimDatabase database, Faults faults, Mutation mutation) {
    this.world = world;
    this.database = database;
    this.mutation = mutation;
    this.store = new SimStore(this, database, faults, mutation);
    this.session = new SimSession(this, database, faults);
    this.mailer = new SimMailer(this, database, faults, mutation);
    this.leases =
        new LeaseKeeper(
            store,
            session,
            world.clocks(mutation == Mutation.DEADLINE_IGNORED),
            MailEvents.NONE,
            CrashRules.DEFAULT);
    this.intake =
        new Intake(
            store,
            leases,
            mailer,
            new OutcomePolicy(
                SimSettings.RETRIES,
                false,
                mutation == Mutation.QUIET_HOURS_FORGOTTEN ? null : SimSettings.QUIET,
                world::fraction),
            new QueueCapacity(PERMITS, 4 * PERMITS, Long.MAX_VALUE),
            world.timers(this),
            action -> after(0, action));
    intake.onMail(this::claim);
  }

  void start() {
    claimAgain();
    again(100, 625, leases::heartbeatOnce);
    again(500, 625, leases::upkeepOnce);
    again(200, 250, leases::dueOnce);
    again(1_000, 1_000, this::tick);
    again(150, 200, store::fireDue);
    again(400, 600, mailer::learnRules);
  }

  private Future<?> tick() {
    intake.tick();
    return Future.succeededFuture();
  }

  /**
   * Nothing comes from the database or goes to it, and nobody says so. After a while each of the
   * two gives the session up, without a word to the other.
   */
  void cutOff() {
    if (cutOff) {
      return;
    }
    cutOff = true;
    cutSince = world.now();
    strike(Excuse.CUT_OFF);
    int which = ++cuts;
    boolean early = mutation == Mutation.SESSION_GIVEN_UP_EARLY;
    world.after(
        early ? world.between(500, 3_000) : world.between(SESSION_KEPT, SESSION_KEPT + 4_000),
        () -> ifStill(which, session::isGivenUpThere));
    world.after(world.between(1_000, 20_000), () -> ifStill(which, session::isGivenUpHere));
  }

  private void ifStill(int which, Runnable givenUp) {
    if (cutOff && cuts == which && alive) {
      givenUp.run();
    }
  }

  void comeBack() {
    cutOff = false;
    session.comeBack();
  }

  /** Whether it has been for longer than its leases can live. */
  boolean isCutOffForGood() {
    return cutOff && world.now() - cutSince > SimTables.LEASE;
  }

  boolean isCutOff() {
    return cutOff;
  }

  /** Runs later, if the process lives then and when it goes on. */
  void after(long millis, Runnable action) {
    world.after(millis, () -> run(action));
  }

  private void run(Runnable action) {
    if (alive && stopped) {
      whileStopped.add(action);
    } else if (alive) {
      action.run();
    }
  }

  /** An answer that comes after a while. */
  <T> Future<T> answer(long millis, Supplier<Future<T>> answer) {
    Promise<T> promise = Promise.promise();
    after(millis, () -> answer.get().onComplete(promise));
    return promise.future();
  }

  World world() {
    return world;
  }

  boolean isAlive() {
    return alive;
  }

  void kill() {
    strike(Excuse.KILLED);
    alive = false;
    session.lose();
  }

  void stop() {
    strike(Excuse.STOPPED);
    stopped = true;
  }

  void loseSession() {
    session.lose();
  }

  private void strike(Excuse why) {
    database.copies.strike(this, why);
  }

  void goOn() {
    stopped = false;
    List<Runnable> missed = new ArrayList<>(whileStopped);
    whileStopped.clear();
    missed.forEach(this::run);
  }

  /**
   * Stores a mail through this process, which takes it at once if it has room. Gives its id, if
   * whoever asked hears of it.
   */
  Future<UUID> accept(SimMail mail, SimStore.Wish wish) {
    return answer(world.between(1, 3), () -> acceptNow(mail, wish));
  }

  private Future<UUID> acceptNow(SimMail mail, SimStore.Wish wish) {
    Future<DirectLease.@Nullable Room> room =
        wish.window() == null ? intake.reserve(1) : Future.succeededFuture();
    return room.compose(given -> store(mail, wish, given));
  }

  private Future<UUID> store(SimMail mail, SimStore.Wish wish, DirectLease.@Nullable Room room) {
    return store
        .accept(mail, wish, room == null ? null : room.worker())
        .onComplete(r -> intake.take(room, r.succeeded() ? r.result().leased() : List.of()))
        .map(stored -> stored.accepted().get(0).id());
  }

  /** Whether it had the mail and called it back in time. */
  Future<Boolean> callBack(UUID id) {
    return leases.callBack(id).map(held -> held.calledBack());
  }

  private void claimAgain() {
    after(world.between(200, 250), this::claimLoop);
  }

  private void claimLoop() {
    claim();
    claimAgain();
  }

  private void claim() {
    if (claims == 2) {
      return;
    }
    claims++;
    Future<Boolean> pass = intake.claimOnce();
    pass.onComplete(r -> claims--);
  }

  private void again(int least, int most, Supplier<? extends Future<?>> pass) {
    after(
        world.between(least, most),
        () -> {
          Future<?> done = pass.get();
          done.onComplete(r -> again(least, most, pass));
        });
  }
}
