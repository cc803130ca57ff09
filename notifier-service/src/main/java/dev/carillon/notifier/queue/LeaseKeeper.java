package dev.carillon.notifier.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import java.time.Duration;
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
 * The leases of this process: takes them under its session, keeps them alive, and abandons those
 * that somebody else has rescued. It rescues what dead workers had and makes ready what is due. One
 * context only.
 */
public final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final QueueStore store;
  private final WorkerSession session;
  private final Clocks clocks;
  private final MailEvents events;
  private final boolean holdUnknown;
  private final Map<Long, Lease> held = new LinkedHashMap<>(); // by id

  /** A lease, and when it was last known to be ours: taken, or a heartbeat sent that found it. */
  private static final class Lease {
    final LeaseRun run;
    long heartbeatNanos;

    Lease(LeaseRun run, long heartbeatNanos) {
      this.run = run;
      this.heartbeatNanos = heartbeatNanos;
    }
  }

  /**
   * Holds nothing yet.
   *
   * @param events told of what is taken, rescued and promoted
   * @param holdUnknown whether what a dead worker perhaps sent waits for somebody to decide
   */
  public LeaseKeeper(
      QueueStore store,
      WorkerSession session,
      Clocks clocks,
      MailEvents events,
      boolean holdUnknown) {
    this.store = store;
    this.session = session;
    this.clocks = clocks;
    this.events = events;
    this.holdUnknown = holdUnknown;
  }

  /** The worker to lease mail to; null while this process has no session. */
  @Nullable Long worker() {
    return session.current();
  }

  /** Takes up to so many chunks from the queue. */
  Future<List<Batch>> claim(int chunks) {
    return session
        .worker()
        .compose(worker -> store.claim(worker, chunks))
        .map(batches -> batches.stream().filter(this::isOurs).toList());
  }

  /** What was leased under a session that has ended meanwhile is left to be rescued. */
  boolean isOurs(Batch batch) {
    return session.holds(batch.worker());
  }

  /** Keeps a lease alive from now on. */
  void hold(Batch batch, LeaseRun run) {
    held.put(batch.leaseId(), new Lease(run, clocks.nanos()));
    tell(batch.mails().stream().map(m -> new MailChange(m.id(), MailState.SENDING)).toList());
  }

  /** Nothing of the lease is in this process any more. */
  void release(Batch batch) {
    held.remove(batch.leaseId());
  }

  /** Tells whoever looks on; nothing if nothing has changed. */
  void tell(List<MailChange> changes) {
    if (!changes.isEmpty()) {
      events.tell(changes);
    }
  }

  /**
   * Keeps alive what it holds. By itself and often: a rescue or promotion that takes long must not
   * let leases run out.
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
              asked.forEach(id -> onBeat(id, living.contains(id), sent));
              return null;
            });
  }

  /** What somebody else has rescued must not go out from here as well. */
  private void onBeat(long id, boolean lives, long sent) {
    Lease lease = held.get(id);
    if (lease == null) {
      return; // settled meanwhile
    }
    if (lives) {
      lease.heartbeatNanos = sent;
      return;
    }
    LOG.warn(
        "Lease {} is no longer ours, {} ms after its last heartbeat; what is not on the wire stays here",
        id,
        Duration.ofNanos(sent - lease.heartbeatNanos).toMillis());
    lease.run.abandon();
  }

  /** Whether it holds leases, and has no session that says so. */
  public boolean isOrphan() {
    return !held.isEmpty() && session.current() == null;
  }

  /** Rescue and promotion; true if there is mail to take. */
  public Future<Boolean> upkeepOnce() {
    return store
        .rescue(workers(), leases(), holdUnknown)
        .onSuccess(this::tell)
        .compose(
            rescued ->
                store
                    .promote()
                    .onSuccess(this::tell)
                    .map(promoted -> !rescued.isEmpty() || !promoted.isEmpty()));
  }

  /** The ids that this process lives under. */
  private Set<Long> workers() {
    Set<Long> workers = new HashSet<>();
    held.values().forEach(lease -> workers.add(lease.run.worker()));
    Long current = session.current();
    if (current != null) {
      workers.add(current);
    }
    return workers;
  }

  private Set<Long> leases() {
    return Set.copyOf(held.keySet());
  }

  /** Calls a mail back, if it is in one of the leases. */
  public Future<HeldMail> callBack(UUID mailId) {
    for (Lease lease : held.values()) {
      LeaseRun run = lease.run;
      if (run.holds(mailId)) {
        return run.callBack(mailId)
            .map(done -> new HeldMail(mailId, true, done, done ? null : run.phase(mailId).lower()));
      }
    }
    return Future.succeededFuture(new HeldMail(mailId, false, false, null));
  }
}
