package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.store.pg.Until;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Fires what is due, on connections that requests cannot exhaust. Nothing is locked, and there is
 * no transaction, while nothing is due.
 */
record DueBroadcasts(Pool pool) {
  private static final Duration LIMIT = Duration.ofSeconds(6);

  Future<Integer> fire() {
    return Timers.within(
        PgFailures.PLAIN
            .run(pool, BroadcastSql.IS_DUE, Tuple.tuple())
            .map(rows -> rows.iterator().next().getBoolean("due"))
            .compose(
                due ->
                    due ? pool.withTransaction(DueBroadcasts::fireAll) : Future.succeededFuture(0)),
        LIMIT);
  }

  Future<Duration> until() {
    return Timers.within(PgFailures.PLAIN.run(pool, BroadcastSql.UNTIL, Tuple.tuple()), LIMIT)
        .map(Until::of);
  }

  private static Future<Integer> fireAll(SqlClient tx) {
    return PgFailures.PLAIN
        .run(tx, BroadcastSql.DUE, Tuple.tuple())
        .compose(
            rows -> {
              List<Row> due = new ArrayList<>();
              rows.forEach(due::add);
              return fireNext(tx, due.iterator(), 0);
            });
  }

  private static Future<Integer> fireNext(SqlClient tx, Iterator<Row> due, int fired) {
    if (!due.hasNext()) {
      return Future.succeededFuture(fired);
    }
    Row row = due.next();
    Due now = BroadcastRows.due(row);
    Tuple values =
        Tuple.of(row.getString("name"), BroadcastRows.offset(now.next()))
            .addArrayOfOffsetDateTime(
                now.fires().stream().map(BroadcastRows::offset).toArray(OffsetDateTime[]::new));
    return PgFailures.PLAIN
        .run(tx, BroadcastSql.FIRE, values)
        .compose(done -> fireNext(tx, due, fired + done.iterator().next().getInteger("fired")));
  }
}
