package dev.carillon.notifier.store.pg.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.PassRequest;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The queue on PostgreSQL. */
public final class PgQueueStore implements QueueStore {
  /**
   * Planner settings for the connections of the queue: its tables are nearly empty when statements
   * are planned, and a scan or a hash join would be kept when they have grown (4.6 times slower).
   */
  public static final Map<String, String> CONNECTION_SETTINGS =
      Map.of(
          "enable_seqscan",
          "off",
          "enable_hashjoin",
          "off",
          "enable_mergejoin",
          "off",
          "plan_cache_mode",
          "force_generic_plan");

  private static final PgFailures FAILURES = PgFailures.PLAIN;

  /** Above the server's statement time-out, for a connection that was lost without notice. */
  private static final int LIMIT_SECONDS = 6;

  /** After a lost heartbeat there is time for another before the lease expires. */
  private static final int HEARTBEAT_SECONDS = 2;

  /** Longer would keep others from the rows. */
  private static final int PROMOTED_AT_ONCE = 10_000;

  private static final int KEYS_AT_ONCE = 500;
  private static final int RELEASED_AT_ONCE = 2_000;
  private static final Short[] LANES = {0, 1, 2};

  private final SqlClient client;
  private final ClaimOrder order;

  /**
   * Uses a client that somebody else closes.
   *
   * @param order the one of this process: whoever stores mail gives it its place there
   */
  public PgQueueStore(SqlClient client, ClaimOrder order) {
    this.client = client;
    this.order = order;
  }

  @Override
  public Future<List<Batch>> claim(long worker, int mails, long bytes) {
    return claimFrom(order.start(mails, bytes), worker, mails, bytes)
        .compose(
            batches ->
                batches.isEmpty() && order.maySweep()
                    ? claimAll(worker, mails, bytes)
                    : Future.succeededFuture(batches));
  }

  /** There is nothing behind the floors: perhaps there is before them. */
  private Future<List<Batch>> claimAll(long worker, int mails, long bytes) {
    long began = order.now();
    order.lowerAll();
    return claimFrom(order.start(mails, bytes), worker, mails, bytes)
        .onComplete(r -> order.swept(began));
  }

  private Future<List<Batch>> claimFrom(
      ClaimOrder.Start start, long worker, int mails, long bytes) {
    Tuple values =
        Tuple.of(worker, mails, bytes)
            .addArrayOfShort(start.lanes())
            .addArrayOfLong(start.floors())
            .addArrayOfDouble(start.turns())
            .addArrayOfDouble(start.steps())
            .addInteger(start.chunks());
    return run(QueueSql.CLAIM, values)
        .map(
            rows -> {
              order.claimed(QueueRows.taken(rows));
              return QueueRows.batches(rows, worker);
            });
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfLong(requests.stream().map(PassRequest::leaseId).toArray(Long[]::new))
            .addArrayOfUUID(requests.stream().map(PassRequest::mailId).toArray(UUID[]::new))
            .addArrayOfString(requests.stream().map(PassRequest::recipient).toArray(String[]::new))
            .addArrayOfString(requests.stream().map(PassRequest::template).toArray(String[]::new));
    return run(PassSql.TAKE, values)
        .map(
            rows -> {
              Map<UUID, SendDecision> said = new HashMap<>();
              rows.forEach(
                  row ->
                      said.put(row.getUUID("mail"), SendDecision.parse(row.getString("verdict"))));
              return requests.stream()
                  .map(r -> said.getOrDefault(r.mailId(), SendDecision.GONE))
                  .toList();
            });
  }

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    return settleFirst(results)
        .recover(
            e ->
                e instanceof Failure f && f.code() == FailureCode.CONFLICT
                    ? run(SettleSql.SETTLE_THE_OTHERS, values(results))
                    : Future.failedFuture(e))
        .map(PgQueueStore::leases);
  }

  private Future<RowSet<Row>> settleFirst(List<LeaseOutcome> results) {
    return results.stream().allMatch(r -> r.outcome().kind() == AttemptOutcome.Kind.SENT)
        ? run(SettleSql.SETTLE_SENT, sent(results))
        : run(SettleSql.SETTLE, values(results));
  }

  private static Tuple sent(List<LeaseOutcome> results) {
    return Tuple.tuple()
        .addArrayOfLong(each(results, Long[]::new, r -> r.batch().leaseId()))
        .addArrayOfShort(each(results, Short[]::new, r -> (short) r.batch().attempt()))
        .addArrayOfUUID(each(results, UUID[]::new, r -> r.outcome().mailId()))
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().reply()));
  }

  private static Tuple values(List<LeaseOutcome> results) {
    return sent(results)
        .addArrayOfShort(each(results, Short[]::new, r -> (short) r.batch().lane()))
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().kind().lower()))
        .addArrayOfLong(each(results, Long[]::new, r -> r.outcome().delay().toMillis()))
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().phase().lower()));
  }

  private static <T> T[] each(
      List<LeaseOutcome> results, IntFunction<T[]> array, Function<LeaseOutcome, T> field) {
    return results.stream().map(field).toArray(array);
  }

  private static Set<Long> leases(RowSet<Row> rows) {
    Set<Long> leases = new HashSet<>();
    rows.forEach(row -> leases.add(row.getLong("lease_id")));
    return leases;
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfLong(array(leases))
            .addLong(worker)
            .addInteger(PgWorkerSession.LOCK_CLASS);
    return run(QueueSql.HEARTBEAT, values, HEARTBEAT_SECONDS).map(PgQueueStore::leases);
  }

  @Override
  public Future<List<MailChange>> rescue(Set<Long> ownWorkers, Set<Long> ownLeases, boolean hold) {
    return run(
            QueueSql.RESCUE,
            Tuple.tuple()
                .addArrayOfLong(array(ownWorkers))
                .addInteger(PgWorkerSession.LOCK_CLASS)
                .addArrayOfLong(array(ownLeases))
                .addBoolean(hold))
        .map(QueueRows::changes)
        .onSuccess(
            rescued -> {
              if (!rescued.isEmpty()) {
                order.lowerAll(); // to the front
              }
            });
  }

  @Override
  public Future<List<MailChange>> promote() {
    return meet()
        .compose(v -> sweep())
        .compose(v -> run(QueueSql.PROMOTE, promotion()))
        .map(
            rows -> {
              rows.forEach(row -> order.place(row.getShort("lane"), row.getString("sender"), 1));
              return QueueRows.changes(rows);
            });
  }

  private Tuple promotion() {
    List<Short> lanes = new ArrayList<>();
    List<String> senders = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    for (short lane = 0; lane < order.heads().length; lane++) {
      for (Map.Entry<String, Long> end : order.ends(lane).entrySet()) {
        lanes.add(lane);
        senders.add(end.getKey());
        places.add(end.getValue());
      }
    }
    return Tuple.of(PROMOTED_AT_ONCE)
        .addArrayOfLong(order.heads())
        .addArrayOfShort(lanes.toArray(Short[]::new))
        .addArrayOfString(senders.toArray(String[]::new))
        .addArrayOfLong(places.toArray(Long[]::new));
  }

  /** Tells other processes how far this one has come, and hears it of them. */
  private Future<Void> meet() {
    return run(QueueSql.MEET, Tuple.tuple().addArrayOfShort(LANES).addArrayOfLong(order.heads()))
        .onSuccess(rows -> rows.forEach(r -> order.heads(r.getShort("lane"), r.getLong("pos"))))
        .mapEmpty();
  }

  /** Beside the claims, which need not walk what is dead. */
  private Future<Void> sweep() {
    if (!order.isToSweep()) {
      return Future.succeededFuture();
    }
    long began = order.now();
    ClaimOrder.Start start = order.start(1, 1);
    return run(
            QueueSql.SWEEP,
            Tuple.tuple().addArrayOfShort(start.lanes()).addArrayOfLong(start.floors()))
        .onSuccess(rows -> rows.forEach(r -> order.lower(r.getShort("lane"), r.getLong("pos"))))
        .onComplete(r -> order.swept(began))
        .mapEmpty();
  }

  @Override
  public Future<List<MailChange>> release() {
    return run(
            PassSql.RELEASE,
            Tuple.tuple()
                .addArrayOfLong(order.heads())
                .addInteger(KEYS_AT_ONCE)
                .addInteger(RELEASED_AT_ONCE))
        .map(QueueRows::changes);
  }

  private static Long[] array(Set<Long> values) {
    return values.toArray(Long[]::new);
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    return run(sql, values, LIMIT_SECONDS);
  }

  private Future<RowSet<Row>> run(String sql, Tuple values, int seconds) {
    return FAILURES.translate(
        client.preparedQuery(sql).execute(values).timeout(seconds, TimeUnit.SECONDS));
  }
}
