package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's way to the database: each call takes its time there and back, and may get lost on either
 * way. Who loses an answer does not know whether the call was done.
 */
final class SimStore implements QueueStore {
  private static final long LIMIT = 6_000;
  private static final long HEARTBEAT_LIMIT = 2_000;

  /** How a mail is to go. */
  record Wish(long delay, @Nullable Window window, Traits traits) {}

  private final IdentityHashMap<Outgoing, Long> leases = new IdentityHashMap<>();
  private final SimNode node;
  private final SimDatabase database;
  private final Faults faults;
  private final Mutation mutation;

  SimStore(SimNode node, SimDatabase database, Faults faults, Mutation mutation) {
    this.node = node;
    this.database = database;
    this.faults = faults;
    this.mutation = mutation;
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    return call(
        () -> {
          List<Batch> batches = new ArrayList<>();
          for (long id : database.claim(worker, room.mails(), room.begin())) {
            SimTables.Lease lease = database.lease(id);
            batches.add(batch(id, lease, lease.begun));
          }
          return batches;
        });
  }

  private Batch batch(long id, SimTables.Lease lease, @Nullable Set<UUID> begun) {
    List<Outgoing> mails = new ArrayList<>();
    for (UUID mail : lease.ids) {
      SimMail known = database.mail(mail);
      Outgoing outgoing =
          new Outgoing(
              mail,
              known.traits.recipient(),
              null,
              "S",
              Content.text(known.text),
              "<" + mail + ">",
              mutation == Mutation.DATE_OF_EACH_ATTEMPT
                  ? Instant.ofEpochMilli(lease.takenAt)
                  : known.date(lease.takenAt),
              known.traits.throttled() ? SendDecision.ASK : SendDecision.SEND,
              Instant.ofEpochMilli(lease.takenAt),
              known.traits.tags(),
              mutation == Mutation.TRIES_FORGOTTEN ? Tries.NONE : known.tries(),
              known.key);
      leases.put(outgoing, id);
      mails.add(outgoing);
    }
    return new Batch(id, lease.worker, lease.lane, lease.attempt, mails, begun);
  }

  /** Under which lease it has a mail. */
  long leaseOf(Outgoing mail) {
    return Objects.requireNonNull(leases.get(mail));
  }

  /** Stores a mail, for this worker if there is one, or in a window. */
  Future<StoredMails> accept(SimMail mail, Wish wish, @Nullable Long worker) {
    return call(
        () -> {
          UUID stored =
              wish.window() == null
                  ? database.accept(mail, wish.delay(), worker)
                  : database.acceptInWindow(mail, wish.window());
          Long lease = stored.equals(mail.id) ? database.leaseOf(stored) : null;
          return new StoredMails(
              List.of(new Accepted(stored, MailState.READY, Instant.EPOCH, null, false)),
              lease == null ? List.of() : List.of(batch(lease, database.lease(lease), null)));
        });
  }

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    Future<Set<Long>> settled = call(() -> database.settle(results));
    return mutation == Mutation.RESULT_FORGOTTEN
        ? settled.otherwise(
            results.stream().map(r -> r.batch().leaseId()).collect(Collectors.toSet()))
        : settled;
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    return call(HEARTBEAT_LIMIT, () -> database.begin(mails));
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker) {
    return call(HEARTBEAT_LIMIT, () -> database.heartbeat(leases, worker));
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return call(() -> database.rescue(ownWorkers, ownLeases, gone, overdue, rules));
  }

  @Override
  public Future<List<MailChange>> promote() {
    return call(() -> ready(database.promote()));
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return call(() -> database.takePasses(requests));
  }

  /** Nobody is alone in a simulation. */
  @Override
  public Future<Duration> untilDue() {
    return Future.succeededFuture(Duration.ZERO);
  }

  @Override
  public Future<List<MailChange>> release() {
    return call(() -> ready(database.release()));
  }

  private static List<MailChange> ready(List<UUID> ids) {
    return ids.stream().map(id -> new MailChange(id, MailState.READY)).toList();
  }

  /** Whether the server is paused. */
  Future<Boolean> isServerPaused() {
    return call(() -> database.serverPaused);
  }

  /** Permits to send. */
  Future<ServerPermits.Grant> takePermits(int wanted) {
    return call(() -> database.budget.take(node, wanted));
  }

  /** Fires what is due of the broadcast. */
  Future<Integer> fireDue() {
    return mutation == Mutation.TICK_NOT_LOCKED
        ? call(database::dueTicks).compose(due -> call(() -> database.ticks.fire(due)))
        : call(() -> database.ticks.fire(database.dueTicks()));
  }

  /** Whether a statement that gave this may have moved mail. */
  private static boolean moves(@Nullable Object result) {
    if (result instanceof Collection<?> all) {
      return !all.isEmpty();
    }
    if (result instanceof Rescued rescued) {
      return !rescued.changes().isEmpty();
    }
    return !(result instanceof Boolean
        || result instanceof Integer
        || result instanceof ServerPermits.Grant);
  }

  private <T> Future<T> call(Supplier<T> statement) {
    return call(LIMIT, statement);
  }

  /** The request leaves even if its sender dies then. */
  private <T> Future<T> call(long limit, Supplier<T> statement) {
    if (node.isCutOff() || faults.loses()) {
      return node.answer(limit, () -> Future.failedFuture("not sent"));
    }
    Promise<T> answer = Promise.promise();
    node.world()
        .after(
            faults.delay(),
            () -> {
              T result = statement.get();
              database.moved |= moves(result);
              boolean lost = node.isCutOff() || faults.loses();
              node.after(
                  lost ? limit : faults.delay(),
                  () -> {
                    if (lost) {
                      answer.fail("no answer");
                    } else {
                      answer.complete(result);
                    }
                  });
            });
    return answer.future();
  }
}
