package dev.carillon.notifier.store.pg.queue;

import static java.util.Collections.nCopies;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The queue on PostgreSQL. */
public final class PgQueueStore implements QueueStore {
  /**
   * Planner settings for the connections of the queue: plans that do not depend on what is there.
   * Nobody asks for a mail twice: to remember what was found costs more than to look.
   */
  public static final Map<String, String> CONNECTION_SETTINGS =
      PgClients.byIndex(Map.of("enable_memoize", "off", "plan_cache_mode", "force_generic_plan"));

  /** Of the worker's own: ids are looked up in order; a bitmap is a twentieth of a drained mail. */
  public static final Map<String, String> WORKER_SETTINGS = withoutBitmaps();

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

  private static Map<String, String> withoutBitmaps() {
    Map<String, String> settings = new HashMap<>(CONNECTION_SETTINGS);
    settings.put("enable_bitmapscan", "off");
    return Map.copyOf(settings);
  }

  /** Where whoever stores mail puts it. */
  public Places places() {
    return order;
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    return claimFrom(order.start(room.mails(), room.bytes()), worker, room)
        .compose(
            batches ->
                batches.isEmpty() && order.maySweep()
                    ? claimAll(worker, room)
                    : Future.succeededFuture(batches));
  }

  /** There is nothing behind the floors: perhaps there is before them. */
  private Future<List<Batch>> claimAll(long worker, Room room) {
    long began = order.now();
    order.lowerAll();
    return claimFrom(order.start(room.mails(), room.bytes()), worker, room)
        .onComplete(r -> order.swept(began));
  }

  private Future<List<Batch>> claimFrom(ClaimOrder.Start start, long worker, Room room) {
    Tuple values =
        Tuple.of(worker, room.mails(), room.bytes())
            .addArrayOfShort(DueMail.lanes())
            .addArrayOfLong(start.floors().toArray(Long[]::new))
            .addArrayOfDouble(start.turns().toArray(Double[]::new))
            .addArrayOfDouble(start.steps().toArray(Double[]::new))
            .addInteger(start.chunks())
            .addInteger(room.begin());
    return statements
        .run(QueueSql.CLAIM, values)
        .map(
            rows -> {
              order.claimed(ClaimedRows.taken(rows));
              return ClaimedRows.batches(rows, worker);
            });
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return dueMail.takePasses(requests);
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    UUID[] ids = mails.values().stream().flatMap(List::stream).toArray(UUID[]::new);
    Long[] leases =
        mails.entrySet().stream()
            .flatMap(lease -> nCopies(lease.getValue().size(), lease.getKey()).stream())
            .toArray(Long[]::new);
    Tuple begun = Tuple.tuple().addArrayOfLong(leases).addArrayOfUUID(ids);
    return statements.run(QueueSql.BEGIN, begun, HEARTBEAT_SECONDS).map(PgQueueStore::leases);
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
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().reply()))
        .addArrayOfString(each(results, String[]::new, LeaseOutcome::trace));
  }

  private static Tuple values(List<LeaseOutcome> results) {
    return sent(results)
        .addArrayOfShort(each(results, Short[]::new, r -> (short) r.batch().lane()))
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().kind().lower()))
        .addArrayOfLong(each(results, Long[]::new, r -> r.outcome().delay().toMillis()))
        .addArrayOfString(each(results, String[]::new, r -> r.outcome().phase().lower()));
  }

  private static <T extends @Nullable Object> T[] each(
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
    Tuple own = Tuple.tuple().addArrayOfLong(leases.toArray(Long[]::new)).addLong(worker);
    return statements.run(QueueSql.HEARTBEAT, own, HEARTBEAT_SECONDS).map(PgQueueStore::leases);
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return statements
        .run(
            QueueSql.RESCUE,
            Tuple.tuple()
                .addArrayOfLong(ownWorkers.toArray(Long[]::new))
                .addArrayOfLong(ownLeases.toArray(Long[]::new))
                .addArrayOfLong(gone.toArray(Long[]::new))
                .addArrayOfLong(overdue.toArray(Long[]::new))
                .addBoolean(rules.holdUnknown())
                .addInteger(rules.alone())
                .addInteger(rules.most()))
        .map(PgQueueStore::rescued);
  }

  @Override
  public Future<List<MailChange>> promote() {
    return dueMail.promote();
  }

  @Override
  public Future<List<MailChange>> release() {
    return dueMail.release();
  }

  @Override
  public Future<Duration> untilDue() {
    return dueMail.untilDue();
  }

  private static Rescued rescued(RowSet<Row> rows) {
    List<MailChange> changes = new ArrayList<>();
    Map<String, Set<Long>> seen = new HashMap<>();
    int begun = 0;
    for (Row row : rows) {
      String kind = row.getString("seen");
      if (kind == null) {
        begun += row.getBoolean("begun") ? 1 : 0;
        changes.add(new MailChange(row.getUUID("id"), state(row.getString("state"))));
      } else {
        seen.computeIfAbsent(kind, k -> new HashSet<>()).add(row.getLong("number"));
      }
    }
    return new Rescued(
        changes,
        seen.getOrDefault("gone", Set.of()),
        seen.getOrDefault("expired", Set.of()),
        seen.getOrDefault("unheard", Set.of()),
        begun);
  }

  private static MailState state(String rescued) {
    return MailState.valueOf(rescued.toUpperCase(Locale.ROOT));
  }
}
