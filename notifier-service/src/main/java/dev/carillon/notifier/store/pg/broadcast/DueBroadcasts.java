package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.store.pg.Until;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Fires what is due, on connections that requests cannot exhaust: each broadcast by one statement
 * of its own, of several processes that see it due the first one's.
 */
record DueBroadcasts(Pool pool) {
  private static final Duration LIMIT = Duration.ofSeconds(6);

  Future<Integer> fire() {
    return Timers.within(fireAll(), LIMIT);
  }

  Future<Duration> until() {
    return Timers.within(PgFailures.PLAIN.run(pool, BroadcastSql.UNTIL, Tuple.tuple()), LIMIT)
        .map(Until::of);
  }

  private Future<Integer> fireAll() {
    return PgFailures.PLAIN
        .run(pool, BroadcastSql.DUE, Tuple.tuple())
        .compose(
            rows -> {
              List<Row> due = new ArrayList<>();
              rows.forEach(due::add);
              return fireNext(due.iterator(), 0);
            });
  }

  private Future<Integer> fireNext(Iterator<Row> due, int fired) {
    if (!due.hasNext()) {
      return Future.succeededFuture(fired);
    }
    Row row = due.next();
    Due now = BroadcastRows.due(row);
    Tuple values =
        Tuple.of(row.getString("name"), BroadcastRows.offset(now.next()))
            .addArrayOfOffsetDateTime(
                now.fires().stream().map(BroadcastRows::offset).toArray(OffsetDateTime[]::new))
            .addLong(row.getLong("version"))
            .addOffsetDateTime(row.getOffsetDateTime("next_at"))
            .addOffsetDateTime(row.getOffsetDateTime("passed_at"));
    return PgFailures.PLAIN
        .run(pool, BroadcastSql.FIRE, values)
        .compose(done -> fireNext(due, fired + done.iterator().next().getInteger("fired")));
  }
}
