package dev.carillon.notifier.worker;

import dev.carillon.contract.mail.HeldMail;
import dev.carillon.faults.Fault;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.queue.Dispatcher;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dispatcher of this process. Where faults are allowed it can be stopped as {@code kill -9}
 * stops a process: after mail was sent and before that was written down. Its session ends, its
 * leases stay in the tables, what it has in memory is lost; one that takes its place later finds
 * them as it finds those of any process that is gone.
 */
public final class MailWorker {
  private static final Logger LOG = LoggerFactory.getLogger(MailWorker.class);

  private final Context context;
  private final QueueStore queue;
  private final WorkerSession session;
  private final Function<QueueStore, Dispatcher> maker;
  private final MailEvents events;
  private final DirectLease lease;
  private volatile MortalStore store;
  private volatile Dispatcher dispatcher;
  private volatile boolean dead;
  private boolean stopped;

  /**
   * Does nothing until {@link #start}.
   *
   * @param context on which dispatchers are made, and everything happens
   * @param maker makes one over a queue; all of them tell the same {@code events}
   * @param mortal whether it can be stopped in the middle
   */
  public MailWorker(
      Context context,
      QueueStore queue,
      WorkerSession session,
      Function<QueueStore, Dispatcher> maker,
      boolean mortal) {
    this.context = context;
    this.queue = queue;
    this.session = session;
    this.maker = maker;
    this.store = new MortalStore(queue);
    this.dispatcher = maker.apply(mortal ? store : queue);
    this.events = dispatcher.events();
    this.lease = mortal ? new LeaseOfTheLiving() : dispatcher.lease();
  }

  /** Starts to take mail. */
  public void start() {
    dispatcher.start();
  }

  /** Takes no more mail; completes when all that was taken is settled. */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          stopped = true;
          store.beforeSettling(null); // what drains must be settled
          if (dead) {
            done.complete();
          } else {
            dispatcher.stop().onComplete(done);
          }
        });
    return done.future();
  }

  /** The way of new mail into this process's hands. */
  public DirectLease lease() {
    return lease;
  }

  /** Where this process tells of mail. */
  public MailEvents events() {
    return events;
  }

  /** Cancels a mail if this process holds it. From any thread. */
  public Future<HeldMail> callBack(UUID mailId) {
    return dead
        ? Future.succeededFuture(new HeldMail(mailId, false, false, null))
        : dispatcher.callBack(mailId);
  }

  /** The fault that stops it. */
  public Fault fault() {
    return new Fault(
        "worker",
        "The mail worker is stopped between sending its next mail and writing that down. A new one"
            + " finds what it has left.",
        () -> onContext(() -> store.beforeSettling(this::kill)),
        () -> onContext(this::replace));
  }

  private Future<?> onContext(Runnable action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          action.run();
          done.complete();
        });
    return done.future();
  }

  private void kill() {
    store.die();
    dead = true;
    dispatcher.abandon();
    session
        .close()
        .onComplete(r -> LOG.warn("The mail worker was stopped in the middle, as it was asked to"));
  }

  /** One that was to die and had nothing to settle dies now. */
  private void replace() {
    if (stopped) {
      return;
    }
    if (!dead) {
      kill();
    }
    store = new MortalStore(queue);
    dispatcher = maker.apply(store);
    dispatcher.start();
    dead = false;
    LOG.warn("A new mail worker has taken the place of the one that was stopped");
  }

  /** Room is given back to who gave it; a dead one has none. */
  private final class LeaseOfTheLiving implements DirectLease {
    private final Map<Room, DirectLease> givers =
        Collections.synchronizedMap(new IdentityHashMap<>());

    @Override
    public Future<@Nullable Room> reserve(int mails) {
      if (dead) {
        return Future.succeededFuture(null);
      }
      DirectLease giver = dispatcher.lease();
      return giver
          .reserve(mails)
          .onSuccess(
              room -> {
                if (room != null) {
                  givers.put(room, giver);
                }
              });
    }

    @Override
    public void take(@Nullable Room reserved, List<Batch> batches) {
      DirectLease giver = reserved == null ? null : givers.remove(reserved);
      (giver == null ? dispatcher.lease() : giver).take(reserved, batches);
    }

    @Override
    public void wake() {
      dispatcher.lease().wake();
    }
  }
}
