package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.store.pg.Until;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Fires what is due, on connections that requests cannot exhaust: each broadcast by one statement
 * of its own, of several processes that see it due the first one's.
 */
record DueBroadcasts(Pool pool) {
  private static final Duration LIMIT = Duration.ofSeconds(6);

  /** What fails keeps no other; the call fails at the end. */
  Future<Integer> fire(Runnable fired) {
    return Timers.within(
        PgFailures.PLAIN
            .run(pool, BroadcastSql.DUE, Tuple.tuple())
            .compose(due -> fireNext(due.iterator(), new Fired(0, null), fired)),
        LIMIT);
  }

  Future<Duration> until() {
    return Timers.within(PgFailures.PLAIN.run(pool, BroadcastSql.UNTIL, Tuple.tuple()), LIMIT)
        .map(Until::of);
  }

  /** So many ticks so far, and what went wrong last. */
  private record Fired(int ticks, @Nullable Throwable failure) {
    Fired and(AsyncResult<Integer> one) {
      return one.succeeded()
          ? new Fired(ticks + one.result(), failure)
          : new Fired(ticks, one.cause());
    }
  }

  private Future<Integer> fireNext(Iterator<Row> due, Fired before, Runnable fired) {
    if (!due.hasNext()) {
      return before.failure() == null
          ? Future.succeededFuture(before.ticks())
          : Future.failedFuture(before.failure());
    }
    Row row = due.next();
    return Work.begin(() -> fire(row))
        .onSuccess(
            ticks -> {
              if (ticks > 0) {
                fired.run();
              }
            })
        .transform(r -> fireNext(due, before.and(r), fired));
  }

  /** A row as it was read a moment ago. */
  Future<Integer> fire(Row row) {
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
        .map(done -> done.iterator().next().getInteger("fired"));
  }
}
