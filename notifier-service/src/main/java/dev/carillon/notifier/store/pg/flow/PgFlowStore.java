package dev.carillon.notifier.store.pg.flow;

import dev.carillon.contract.flow.Held;
import dev.carillon.contract.flow.Hold;
import dev.carillon.contract.flow.OpenWindow;
import dev.carillon.contract.flow.SmtpServerRule;
import dev.carillon.contract.flow.Throttle;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.flow.FlowStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds mail back, on PostgreSQL. */
public final class PgFlowStore implements FlowStore {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private final Pool pool;

  /** Uses a pool that somebody else closes. */
  public PgFlowStore(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Future<Throttle> putThrottle(Throttle throttle) {
    Tuple values =
        Tuple.of(
            throttle.name(),
            throttle.template(),
            throttle.perRecipient(),
            throttle.limit(),
            throttle.within().toMillis());
    return pool.withTransaction(
            tx ->
                FAILURES
                    .run(tx, FlowSql.PUT_THROTTLE, values)
                    .compose(v -> release(tx, throttle.name())))
        .map(throttle);
  }

  @Override
  public Future<Void> deleteThrottle(String name) {
    return pool.withTransaction(
        tx ->
            FAILURES
                .run(tx, FlowSql.DELETE_THROTTLE, Tuple.of(name))
                .compose(
                    rows -> {
                      if (rows.rowCount() == 0) {
                        throw Failure.notFound("throttle", name);
                      }
                      return release(tx, name);
                    }));
  }

  private static Future<Void> release(SqlClient tx, String throttle) {
    return FAILURES
        .run(tx, FlowSql.DROP_PLACES, Tuple.of(throttle))
        .compose(v -> FAILURES.run(tx, FlowSql.RELEASE, Tuple.of(throttle)))
        .mapEmpty();
  }

  @Override
  public Future<List<Throttle>> throttles() {
    return list(
        FlowSql.THROTTLES,
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
        FlowSql.SERVERS,
        row ->
            new SmtpServerRule(
                row.getString("name"),
                row.getBoolean("paused"),
                row.getInteger("most"),
                millis(row.getLong("per_millis"))));
  }

  private static @Nullable Duration millis(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }

  @Override
  public Future<SmtpServerRule> putServer(SmtpServerRule rule) {
    Duration per = rule.per();
    Tuple values =
        Tuple.of(rule.name(), rule.paused(), rule.limit(), per == null ? null : per.toMillis());
    return FAILURES.run(pool, FlowSql.PUT_SERVER, values).map(rule);
  }

  @Override
  public Future<Held> held() {
    Future<List<OpenWindow>> windows =
        list(
            FlowSql.WINDOWS,
            row ->
                new OpenWindow(
                    row.getUUID("id"),
                    row.getString("kind"),
                    row.getString("name"),
                    row.getString("recipient"),
                    row.getUUID("mail_id"),
                    row.getInteger("mails"),
                    row.getOffsetDateTime("since").toInstant(),
                    row.getOffsetDateTime("run_at").toInstant()));
    return windows.compose(
        open ->
            list(
                    FlowSql.HOLDS,
                    row ->
                        new Hold(
                            row.getString("why"),
                            row.getLong("mails"),
                            row.getOffsetDateTime("next").toInstant()))
                .map(holds -> new Held(open, holds)));
  }

  @Override
  public Future<Void> closeWindow(UUID id) {
    return FAILURES
        .run(pool, FlowSql.CLOSE_WINDOW, Tuple.of(id))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw Failure.notFound("open window", id);
              }
              return null;
            });
  }

  @Override
  public Future<Void> forget(int limit) {
    return FAILURES.run(pool, FlowSql.FORGET, Tuple.of(limit)).mapEmpty();
  }

  private <T> Future<List<T>> list(String sql, Function<Row, T> mapper) {
    return FAILURES.run(pool, sql, Tuple.tuple()).map(rows -> mapped(rows, mapper));
  }

  private static <T> List<T> mapped(RowSet<Row> rows, Function<Row, T> mapper) {
    List<T> all = new ArrayList<>();
    rows.forEach(row -> all.add(mapper.apply(row)));
    return all;
  }
}
