package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.PassRequest;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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

  /** After a lost heartbeat there is time for another before the lease expires. */
  private static final int HEARTBEAT_SECONDS = 2;

  private final Statements statements;
  private final ClaimOrder order;
  private final DueMail dueMail;

  /** Uses a client that somebody else closes. One for a process. */
  public PgQueueStore(SqlClient client, Clocks clocks) {
    this.statements = new Statements(client);
    this.order = new ClaimOrder(clocks);
    this.dueMail = new DueMail(statements, order, clocks);
  }

  /** Where whoever stores mail puts it. */
  public Places places() {
    return order;
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
    return statements
        .run(QueueSql.CLAIM, values)
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
    return statements
        .run(PassSql.TAKE, values)
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
                    ? statements.run(SettleSql.SETTLE_THE_OTHERS, values(results))
                    : Future.failedFuture(e))
        .map(PgQueueStore::leases);
  }

  private Future<RowSet<Row>> settleFirst(List<LeaseOutcome> results) {
    return results.stream().allMatch(r -> r.outcome().kind() == AttemptOutcome.Kind.SENT)
        ? statements.run(SettleSql.SETTLE_SENT, sent(results))
        : statements.run(SettleSql.SETTLE, values(results));
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
    return statements.run(QueueSql.HEARTBEAT, values, HEARTBEAT_SECONDS).map(PgQueueStore::leases);
  }

  @Override
  public Future<List<MailChange>> rescue(Set<Long> ownWorkers, Set<Long> ownLeases, boolean hold) {
    return statements
        .run(
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
    return dueMail.promote();
  }

  @Override
  public Future<List<MailChange>> release() {
    return dueMail.release();
  }

  private static Long[] array(Set<Long> values) {
    return values.toArray(Long[]::new);
  }
}
