package dev.carillon.notifier.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of this process: claims them under its session, renews them by heartbeats, and
 * abandons those that another process has rescued. It rescues the leases of dead workers, and
 * promotes what is due. One context only.
 */
public final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final QueueStore store;
  private final WorkerSession session;
  private final Clocks clocks;
  private final MailEvents events;
  private final CrashRules crashes;
  private final Sightings gone = new Sightings(QueueLimits.SETTLED_DOWN, QueueLimits.SETTLED_DOWN);
  private final Sightings overdue = new Sightings(QueueLimits.PATIENCE, QueueLimits.LEASE_LIFE);
  private final Sightings unheard = new Sightings(QueueLimits.UNHEARD, QueueLimits.LEASE_LIFE);
  private final List<Sightings> doubts = List.of(gone, overdue, unheard);
  private final Map<Long, LeaseRun> held = new LinkedHashMap<>(); // by id

  /**
   * Holds no lease yet.
   *
   * @param events told of what is taken, rescued and promoted
   * @param crashes what becomes of mail that a dead worker has begun
   */
  public LeaseKeeper(
      QueueStore store,
      WorkerSession session,
      Clocks clocks,
      MailEvents events,
      CrashRules crashes) {
    this.store = store;
    this.session = session;
    this.clocks = clocks;
    this.events = events;
    this.crashes = crashes;
  }

  /** The monotonic clock. */
  long nanos() {
    return clocks.nanos();
  }

  CrashRules crashes() {
    return crashes;
  }

  /** The worker to lease mail to; null while this process has no session. */
  @Nullable Long worker() {
    return session.current();
  }

  /** Claims of the queue what there is room for, and writes down what begins at once. */
  Future<List<Batch>> claim(QueueStore.Room room) {
    return session
        .worker()
        .compose(worker -> store.claim(worker, room))
        .map(batches -> batches.stream().filter(this::isOurs).toList());
  }

  /** The end of a lease whose claim was sent then. */
  LeaseDeadline deadline(Batch batch, long sentNanos) {
    return new LeaseDeadline(clocks::nanos, session::holds, batch.worker(), sentNanos);
  }

  /** False if the session has ended since the lease was taken: then it will be rescued. */
  boolean isOurs(Batch batch) {
    return session.holds(batch.worker());
  }

  /** Keeps a lease alive from now on. */
  void hold(Batch batch, LeaseRun run) {
    held.put(batch.leaseId(), run);
    tell(batch.mails().stream().map(m -> new MailChange(m.id(), MailState.SENDING)).toList());
  }

  /** Forgets a lease whose mails are all settled. */
  void release(Batch batch) {
    held.remove(batch.leaseId());
  }

  MailEvents events() {
    return events;
  }

  /** Publishes changes, if there are any. */
  void tell(List<MailChange> changes) {
    if (!changes.isEmpty()) {
      events.tell(changes);
    }
  }

  /**
   * Renews the leases that it holds. In a loop of its own: a slow rescue or promotion must not let
   * them expire.
   */
  public Future<Void> heartbeatOnce() {
    return held.isEmpty()
        ? Future.succeededFuture()
        : session.worker().transform(r -> beat(r.succeeded() ? r.result() : null));
  }

  private Future<Void> beat(@Nullable Long worker) {
    Set<Long> asked = leases();
    long sent = clocks.nanos();
    return store
        .heartbeat(asked, worker)
        .map(
            living -> {
              asked.forEach(id -> onBeat(id, living.contains(id), sent, worker));
              return null;
            });
  }

  /** A lease that another process has rescued is sent there: it must not be sent here too. */
  private void onBeat(long id, boolean lives, long sent, @Nullable Long worker) {
    LeaseRun run = held.get(id);
    if (run == null || (run.isOver() && !lives)) {
      return; // settled meanwhile
    }
    if (lives) {
      run.found(sent, worker);
      return;
    }
    LOG.warn(
        "Lease {} was rescued by another process, {} ms after it was last there;"
            + " what is not on the wire is not sent here",
        id,
        run.sinceFound().toMillis());
    run.abandon();
  }

  /**
   * A second has passed: what may not be begun any more is given up, and mails that have waited
   * long for a verdict give their permits back.
   */
  void tick() {
    long now = clocks.nanos();
    List.copyOf(held.values()).forEach(run -> run.tick(now));
  }

  /**
   * The process stops: settles what waits for a verdict as begun, and leaves what has not begun.
   *
   * @param all whether those too that have not waited long
   */
  void writeDown(boolean all) {
    List.copyOf(held.values()).forEach(run -> run.writeDown(all));
  }

  /** Whether it holds leases without a session: other processes may rescue them. */
  public boolean isOrphan() {
    return !held.isEmpty() && session.current() == null;
  }

  /** Rescue; true if there is mail to take. */
  public Future<Boolean> upkeepOnce() {
    return rescue().map(rescued -> !rescued.isEmpty());
  }

  /** Whether somebody looks dead who is not believed to be so yet. */
  boolean isInDoubt() {
    return doubts.stream().anyMatch(Sightings::areSome);
  }

  /** Puts what is due into the queue, and parked mail that has a pass; true if there was some. */
  public Future<Boolean> dueOnce() {
    return store
        .promote()
        .onSuccess(this::tell)
        .compose(
            promoted ->
                store
                    .release()
                    .onSuccess(this::tell)
                    .map(released -> !promoted.isEmpty() || !released.isEmpty()));
  }

  private Future<List<MailChange>> rescue() {
    long sent = clocks.nanos();
    Set<Long> due = new HashSet<>(overdue.confirmed(sent));
    due.addAll(unheard.confirmed(sent));
    return store
        .rescue(workers(), leases(), gone.confirmed(sent), due, crashes)
        // nor could the living have shown themselves
        .onFailure(e -> doubts.forEach(Sightings::clear))
        .map(
            rescued -> {
              gone.saw(rescued.gone(), sent);
              overdue.saw(rescued.expired(), sent);
              unheard.saw(rescued.unheard(), clocks.nanos()); // all were claimed before that
              tell(rescued.changes());
              return rescued.changes();
            });
  }

  /** The ids of this process: the current one, and those under which its leases were taken. */
  private Set<Long> workers() {
    Set<Long> workers = new HashSet<>();
    held.values().forEach(run -> workers.add(run.worker()));
    Long current = session.current();
    if (current != null) {
      workers.add(current);
    }
    return workers;
  }

  /** Those in hand. */
  Set<Long> leases() {
    return Set.copyOf(held.keySet());
  }

  /** Cancels a mail if it is in one of the leases. */
  public Future<HeldMail> callBack(UUID mailId) {
    for (LeaseRun run : held.values()) {
      Future<?> asking = run.asking(mailId);
      if (asking != null) { // it may be parked then
        return asking.transform(r -> callBack(mailId));
      }
      if (run.holds(mailId)) {
        return run.callBack(mailId)
            .map(done -> new HeldMail(mailId, true, done, done ? null : run.phase(mailId).lower()));
      }
    }
    return Future.succeededFuture(new HeldMail(mailId, false, false, null));
  }
}
