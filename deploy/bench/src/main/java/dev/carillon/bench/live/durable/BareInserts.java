package dev.carillon.bench.live.durable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** The same rows, each statement a commit: no topic, no number, nobody who hears of it. */
final class BareInserts implements AutoCloseable {
  private static final int CONNECTIONS = 16;
  private static final String TABLE =
      "create table if not exists bench_message (topic bigint not null, seq bigint generated"
          + " always as identity, at timestamptz not null default now(), id text, body text not"
          + " null, primary key (topic, seq))";
  private static final String INSERT =
      "insert into bench_message (topic, body) select $1, b from unnest($2::text[]) b";

  private final Pool pool;
  private final String body;

  BareInserts(Vertx vertx, String url, String body) {
    this.body = body;
    this.pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(url).setCachePreparedStatements(true))
            .with(new PoolOptions().setMaxSize(CONNECTIONS))
            .using(vertx)
            .build();
    pool.query(TABLE).execute().await();
  }

  /** Messages per second in statements of so many. */
  double run(Duration length, int batch) {
    LongAdder done = new LongAdder();
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    Future.all(IntStream.range(0, CONNECTIONS).mapToObj(i -> one(i, batch, end, done)).toList())
        .await();
    return done.sum() / ((System.nanoTime() - begin) / 1e9);
  }

  private Future<Void> one(long topic, int batch, long end, LongAdder done) {
    Promise<Void> over = Promise.promise();
    Tuple values =
        Tuple.tuple()
            .addLong(topic)
            .addArrayOfString(Collections.nCopies(batch, body).toArray(String[]::new));
    next(values, batch, end, done, over);
    return over.future();
  }

  private void next(Tuple values, int batch, long end, LongAdder done, Promise<Void> over) {
    if (System.nanoTime() > end) {
      over.complete();
      return;
    }
    pool.preparedQuery(INSERT)
        .execute(values)
        .onSuccess(
            rows -> {
              done.add(batch);
              next(values, batch, end, done, over);
            })
        .onFailure(over::fail);
  }

  /** The last numbers of all durable topics, together. */
  long numbered() {
    return pool.query("select coalesce(sum(seq), 0)::bigint from notifier.topic")
        .execute()
        .await()
        .iterator()
        .next()
        .getLong(0);
  }

  @Override
  public void close() {
    pool.close().await();
  }
}
