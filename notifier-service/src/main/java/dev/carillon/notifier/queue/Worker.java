package dev.carillon.notifier.queue;

import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one process does with the queue: takes mail, never more at a time than there are permits and
 * room at the servers; keeps its leases alive; rescues what dead workers had; promotes what is due.
 * It has neither a clock nor chance of its own. One context only.
 */
public final class Worker {
  private static final int CHUNK = 32;
  private static final int OVERLAP = 8;

  private final QueueStore store;
  private final WorkerSession session;
  private final Mailer mailer;
  private final OutcomePolicy outcomePolicy;
  private final int permits;
  private final OutcomeWriter outcomeWriter;
  private final Executor later;
  private final MailEvents events;
  private final Map<Long, LeaseRun> running = new LinkedHashMap<>(); // by lease
  private int inFlight;
  private long currentWorker;
  private boolean queueIsEmpty;
  private boolean backlog;
  private boolean draining;
  private Runnable onRoom = () -> {};
  private @Nullable Promise<Void> drained;

  /** Idle until told to claim. */
  public Worker(
      QueueStore store,
      WorkerSession session,
      Mailer mailer,
      OutcomePolicy outcomePolicy,
      Limits limits) {
    this.store = store;
    this.session = session;
    this.mailer = mailer;
    this.outcomePolicy = outcomePolicy;
    this.permits = limits.permits();
    this.later = limits.later();
    this.outcomeWriter = new OutcomeWriter(store, limits.timers(), later, this::onCommitted);
    this.events = limits.events();
  }

  /**
   * What bounds it.
   *
   * @param permits how many mails it may have in its hands
   * @param timers of its context
   * @param later runs on its context what it is given, after the work of the moment
   * @param events told of what is taken and what is settled
   */
  public record Limits(int permits, Timers timers, Executor later, MailEvents events) {}

  /** What to call when mail has left its hands and more may be waiting. */
  public void onRoom(Runnable action) {
    onRoom = action;
  }

  /** Takes mail; true if there was some. */
  public Future<Boolean> claimOnce() {
    int free = Math.min(permits - inFlight, mailer.room());
    if (free < 1 || permits - inFlight < CHUNK) {
      queueIsEmpty = false; // for all that is known: what ends calls onRoom
      return Future.succeededFuture(false);
    }
    int chunks = chunks(free);
    inFlight += chunks * CHUNK; // reserved until it is known how many there were
    return session
        .worker()
        .compose(worker -> claim(worker, chunks))
        .onComplete(r -> inFlight -= chunks * CHUNK)
        .map(
            batches -> {
              batches.forEach(this::run);
              queueIsEmpty = batches.isEmpty();
              backlog = batches.stream().mapToInt(b -> b.mails().size()).sum() > chunks * CHUNK / 2;
              return !queueIsEmpty;
            });
  }

  /** As {@link #claimOnce}, beside it, while there is a backlog. */
  public Future<Boolean> claimBesideOnce() {
    return backlog ? claimOnce() : Future.succeededFuture(false);
  }

  /** What was claimed under a session that has ended meanwhile is left to be rescued. */
  private Future<List<Batch>> claim(long worker, int chunks) {
    currentWorker = worker;
    return store
        .claim(worker, chunks)
        .map(batches -> session.holds(worker) ? batches : List.<Batch>of());
  }

  /**
   * Reserves permits for mail that is about to be stored, so that it need not pass through the
   * queue. Only while nothing waits there: whoever came first goes first.
   *
   * @return the worker to lease it to; null if it must go into the queue
   */
  public @Nullable Long reserve(int mails) {
    boolean can =
        queueIsEmpty
            && !draining
            && session.holds(currentWorker)
            && mails <= Math.min(permits - inFlight, mailer.room());
    if (can) {
      inFlight += mails;
    }
    return can ? currentWorker : null;
  }

  /** Takes what was stored under a reservation; where that is nothing, it waits in the queue. */
  public void take(int reserved, List<Batch> batches) {
    inFlight -= reserved;
    queueIsEmpty &= !batches.isEmpty();
    batches.stream().filter(batch -> session.holds(batch.worker())).forEach(this::run);
    afterChange();
  }

  /**
   * Keeps alive what it has. By itself and often: a rescue or promotion that takes long must not
   * let leases run out.
   */
  public Future<Void> heartbeatOnce() {
    return running.isEmpty()
        ? Future.succeededFuture()
        : session
            .worker()
            .onSuccess(worker -> currentWorker = worker)
            .transform(r -> beat(leases(), r.succeeded() ? r.result() : null));
  }

  private Future<Void> beat(Set<Long> asked, @Nullable Long worker) {
    return store
        .heartbeat(asked, worker)
        .map(
            living -> {
              abandon(living, asked);
              return null;
            });
  }

  /** Whether it has mail in its hands, and no session that says so. */
  public boolean isOrphan() {
    return !running.isEmpty() && !session.holds(currentWorker);
  }

  /** Rescue and promotion; true if there is mail to take. */
  public Future<Boolean> upkeepOnce() {
    Set<Long> workers = new HashSet<>(Set.of(currentWorker));
    running.values().forEach(run -> workers.add(run.worker()));
    return store
        .rescue(workers, leases(), outcomePolicy.holdUnknown())
        .onSuccess(this::tell)
        .compose(
            rescued ->
                store
                    .promote()
                    .onSuccess(this::tell)
                    .map(promoted -> !rescued.isEmpty() || !promoted.isEmpty()));
  }

  private void tell(List<MailChange> changes) {
    if (!changes.isEmpty()) {
      events.tell(changes);
    }
  }

  /** What somebody else has rescued must not go out from here as well. */
  private void abandon(Set<Long> living, Set<Long> asked) {
    running.forEach(
        (lease, run) -> {
          if (asked.contains(lease) && !living.contains(lease)) {
            run.abandon();
          }
        });
  }

  private Set<Long> leases() {
    return Set.copyOf(running.keySet());
  }

  /** Calls a mail back, if it has it. */
  public Future<HeldMail> callBack(UUID mailId) {
    for (LeaseRun run : running.values()) {
      if (run.holds(mailId)) {
        return run.callBack(mailId)
            .map(done -> new HeldMail(mailId, true, done, done ? null : run.phase(mailId).lower()));
      }
    }
    return Future.succeededFuture(new HeldMail(mailId, false, false, null));
  }

  /** Completes when all that was taken is settled. */
  public Future<Void> drain() {
    draining = true;
    if (inFlight == 0) {
      return Future.succeededFuture();
    }
    drained = Promise.promise();
    return drained.future();
  }

  /** At most a quarter of the permits at a time, so that one claim overlaps with others' ends. */
  private int chunks(int free) {
    int most = Math.max(1, permits / CHUNK / OVERLAP);
    return Math.max(1, Math.min(free / CHUNK, most));
  }

  /** Begins it when the next claim is on its way. */
  private void run(Batch batch) {
    LeaseRun run = new LeaseRun(batch, outcomeWriter, mailer, outcomePolicy);
    running.put(batch.leaseId(), run);
    inFlight += batch.mails().size();
    later.execute(() -> run.start().onComplete(r -> running.remove(batch.leaseId())));
    tell(batch.mails().stream().map(m -> new MailChange(m.id(), MailState.SENDING)).toList());
  }

  /** A slow mail of a batch does not keep the permits of the others. */
  private void onCommitted(OutcomeWriter.Committed committed) {
    inFlight -= committed.ended();
    tell(committed.ours().stream().map(AttemptOutcome::change).toList());
    afterChange();
  }

  private void afterChange() {
    if (inFlight == 0 && drained != null) {
      drained.tryComplete();
    }
    if (!queueIsEmpty) {
      onRoom.run();
    }
  }
}
