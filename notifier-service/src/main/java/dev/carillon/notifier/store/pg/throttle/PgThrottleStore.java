package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.throttles.Held;
import dev.carillon.contract.throttles.Hold;
import dev.carillon.contract.throttles.OpenWindow;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.throttle.ThrottleStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Throttles, rules about servers, windows and held mail on PostgreSQL. */
public final class PgThrottleStore implements ThrottleStore {
  private static final int AT_ONCE = 5_000;

  private final GuardedClient<SqlClient> reads;
  private final GuardedClient<SqlClient> counts;
  private final GuardedClient<Pool> controls;
  private final RepeatableWrites writes;

  /** Uses connections that somebody else closes. */
  public PgThrottleStore(
      GuardedClient<SqlClient> reads,
      GuardedClient<SqlClient> counts,
      GuardedClient<Pool> controls) {
    this.counts = counts;
    this.reads = reads;
    this.controls = controls;
    this.writes = new RepeatableWrites(controls);
  }

  @Override
  public Future<Throttle> putThrottle(Throttle throttle) {
    Tuple values =
        ThrottleSql.PUT_THROTTLE
            .values()
            .set("name", throttle.name())
            .set("template", throttle.template())
            .set("perRecipient", throttle.perRecipient())
            .set("limit", throttle.limit())
            .set("withinMillis", throttle.within().toMillis())
            .tuple();
    return controls
        .run(ThrottleSql.PUT_THROTTLE.sql(), values)
        .compose(rows -> letGo(throttle.name(), rows))
        .map(throttle);
  }

  @Override
  public Future<Void> deleteThrottle(String name) {
    return controls
        .run(ThrottleSql.DELETE_THROTTLE, Tuple.of(name))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.notFound("throttle", name);
              }
              return letGo(name, rows);
            });
  }

  /**
   * What waits for a throttle is looked at anew, by those who let parked mail go. What is parked
   * comes first: nearly all is, and what follows may take longer than a statement may.
   */
  private Future<Void> letGo(String name, RowSet<Row> throttles) {
    Future<Void> done = Future.succeededFuture();
    for (Row throttle : throttles) {
      done = done.compose(v -> inPieces(ThrottleSql.WAKE, throttle.getLong("id")));
    }
    return done.compose(v -> inPieces(ThrottleSql.RELEASE, name));
  }

  /** Some at a time, until there are no more. */
  private Future<Void> inPieces(String sql, Object throttle) {
    return controls
        .run(sql, Tuple.of(throttle, AT_ONCE))
        .compose(
            rows -> rows.rowCount() < AT_ONCE ? Future.succeededFuture() : inPieces(sql, throttle));
  }

  @Override
  public Future<List<Throttle>> throttles() {
    return list(
        reads,
        ThrottleSql.THROTTLES,
        row ->
            new Throttle(
                row.getString("name"),
                row.getString("template"),
                row.getBoolean("per_recipient"),
                row.getInteger("most"),
                Duration.ofMillis(row.getLong("within_millis"))));
  }

  @Override
  public Future<List<SmtpServerRule>> servers() {
    return list(
        reads,
        ThrottleSql.SERVERS,
        row ->
            new SmtpServerRule(
                row.getString("name"),
                row.getBoolean("paused"),
                row.getInteger("most"),
                millis(row.getLong("per_millis")),
                row.getString("reason")));
  }

  private static @Nullable Duration millis(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }

  @Override
  public Future<SmtpServerRule> putServer(SmtpServerRule rule) {
    Duration per = rule.per();
    Tuple values =
        Tuple.of(rule.name(), rule.paused(), rule.limit(), per == null ? null : per.toMillis());
    return controls.run(ThrottleSql.PUT_SERVER, values).map(rule);
  }

  @Override
  public Future<Held> held() {
    Future<List<OpenWindow>> windows =
        list(
            counts,
            ThrottleSql.WINDOWS,
            row ->
                new OpenWindow(
                    row.getUUID("id"),
                    row.getString("kind"),
                    row.getString("name"),
                    row.getString("recipient"),
                    row.getString("template"),
                    row.getString("topic"),
                    row.getUUID("mail_id"),
                    row.getInteger("mails"),
                    row.getOffsetDateTime("since").toInstant(),
                    row.getOffsetDateTime("run_at").toInstant()));
    return windows.compose(
        open ->
            list(counts, ThrottleSql.HOLDS, PgThrottleStore::hold)
                .map(holds -> new Held(open, holds)));
  }

  private static Hold hold(Row row) {
    OffsetDateTime next = row.getOffsetDateTime("next");
    return new Hold(
        row.getString("why"), row.getLong("mails"), next == null ? null : next.toInstant());
  }

  @Override
  public Future<Answered<Done>> closeWindow(UUID id, Actor by, @Nullable IdempotencyKey key) {
    return writes.once(
        key,
        Done.class,
        on ->
            PgFailures.PLAIN
                .run(on, ThrottleSql.CLOSE_WINDOW, Tuple.of(id, by.principal(), by.requestId()))
                .map(
                    rows -> {
                      if (rows.size() == 0) {
                        throw Failure.notFound("open window", id);
                      }
                      return new Done();
                    }));
  }

  @Override
  public Future<Boolean> wakeLeft(int limit) {
    return controls
        .run(ThrottleSql.WAKE_LEFT, Tuple.of(limit))
        .map(rows -> rows.iterator().next().getInteger("woken") == limit);
  }

  @Override
  public Future<Boolean> forget(int limit) {
    return controls
        .run(ThrottleSql.FORGET, Tuple.of(limit))
        .map(rows -> rows.iterator().next().getInteger("forgotten") == limit);
  }

  private static <T> Future<List<T>> list(
      GuardedClient<SqlClient> client, String sql, Function<Row, T> mapper) {
    return client.run(sql, Tuple.tuple()).map(rows -> mapped(rows, mapper));
  }

  private static <T> List<T> mapped(RowSet<Row> rows, Function<Row, T> mapper) {
    List<T> all = new ArrayList<>();
    rows.forEach(row -> all.add(mapper.apply(row)));
    return all;
  }
}
