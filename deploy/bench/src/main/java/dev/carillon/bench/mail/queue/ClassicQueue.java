package dev.carillon.bench.mail.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.Meter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The table that is usually written, and all that makes it fast: one row per job with a state,
 * claimed by 100 with {@code SKIP LOCKED}, completed by one update per batch, prepared statements,
 * four connections that work, woken by each commit.
 */
public final class ClassicQueue implements Contestant {
  /** Connections that work. */
  public static final int WORKERS = 4;

  private static final int CLAIM_LIMIT = 100;

  /** What is neither scheduled nor old. */
  private static final String OURS =
      "id >= " + OldRows.LOWEST_NEW_ID + " and run_at < now() + interval '1 hour'";

  private static final int PRELOAD = 500;
  private static final String CLAIM =
      """
      update classic.job j set state = 'running', attempts = attempts + 1, locked_at = now()
      where id in (
        select id from classic.job where state = 'ready' and run_at <= now()
        order by run_at limit %d for update skip locked)
      returning id, payload::text
      """
          .formatted(CLAIM_LIMIT);

  private final Uuid7 ids = new Uuid7(Clocks.system());
  private final Pool pool;
  private final ClassicInserts inserts;
  private final Context context;
  private final Vertx vertx;
  private final Meter meter;
  private final Map<UUID, Promise<Void>> waiting = new HashMap<>();
  private final Pickups pickups = new Pickups();
  private Promise<Void> enough = Promise.promise();
  private int missing;
  private int working;
  private boolean running;
  private boolean woken;

  /** On one context. */
  public ClassicQueue(Vertx vertx, Pool pool, ClassicInserts inserts, Meter meter) {
    this.vertx = vertx;
    this.pool = pool;
    this.inserts = inserts;
    this.context = vertx.getOrCreateContext();
    this.meter = meter;
    inserts.onCommit(this::wake);
    meter.change(
        """
        create schema if not exists classic;
        create table if not exists classic.job (
          id uuid primary key, state text not null, run_at timestamptz not null,
          attempts int not null default 0, locked_at timestamptz, finished_at timestamptz,
          payload jsonb not null);
        create index if not exists job_ready on classic.job (run_at) where state = 'ready'
        """);
  }

  @Override
  public String name() {
    return inserts.name();
  }

  /** Jobs that lie there for later: they stay. */
  public void schedule(int jobs) {
    meter.change(
        "insert into classic.job (id, state, run_at, payload) select gen_random_uuid(), 'ready',"
            + " now() + interval '1 day', '{}' from generate_series(1, "
            + jobs
            + ")");
  }

  @Override
  public void clear() {
    if (!meter
        .text("select exists (select from classic.job where not (" + OURS + "))")
        .equals("t")) {
      meter.change("truncate classic.job");
      return;
    }
    meter.change("delete from classic.job where " + OURS);
    meter.change("vacuum analyze classic.job");
  }

  @Override
  public void preload(int mails) {
    for (int i = 0; i < mails; i += PRELOAD) {
      UUID[] some = new UUID[Math.min(PRELOAD, mails - i)];
      java.util.Arrays.setAll(some, k -> ids.next());
      inserts.insert(List.of(some)).await();
    }
  }

  @Override
  public Future<Void> work(int mails) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          enough = done;
          missing = mails;
          running = true;
          wake();
        });
    return done.future();
  }

  @Override
  public Future<Void> deliver() {
    UUID id = ids.next();
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          waiting.put(id, done);
          pickups.begin(id);
          inserts.submit(id).onFailure(done::tryFail);
        });
    return done.future();
  }

  @Override
  public Future<Void> accept() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> inserts.submit(ids.next()).<Void>mapEmpty().onComplete(done));
    return done.future();
  }

  @Override
  public Latencies pickups() {
    return pickups.latencies();
  }

  @Override
  public Future<Void> rest() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          running = false;
          awaitIdle(done);
        });
    return done.future();
  }

  private void awaitIdle(Promise<Void> done) {
    if (working == 0) {
      done.complete();
    } else {
      vertx.setTimer(1, t -> awaitIdle(done));
    }
  }

  @Override
  public long settled() {
    return meter.number("select count(*) from classic.job where state = 'done' and " + OURS);
  }

  @Override
  public long stored() {
    return meter.number("select count(*) from classic.job where " + OURS);
  }

  /** A pass that has begun may not see what was stored meanwhile: one more follows it. */
  private void wake() {
    woken = true;
    while (running && working < WORKERS) {
      working++;
      pass();
    }
  }

  private void pass() {
    woken = false;
    pool.preparedQuery(CLAIM)
        .execute()
        .compose(
            rows -> {
              UUID[] ids = new UUID[rows.size()];
              int i = 0;
              for (Row row : rows) {
                ids[i++] = row.getUUID(0);
                pickups.end(row.getUUID(0));
              }
              return ids.length == 0 ? Future.succeededFuture(ids) : complete(ids);
            })
        .onComplete(
            r ->
                context.runOnContext(
                    v -> {
                      if (r.failed()) {
                        fail(r.cause());
                      }
                      afterPass(r.succeeded() ? r.result() : new UUID[0]);
                    }));
  }

  private void fail(Throwable cause) {
    enough.tryFail(cause);
    waiting.values().forEach(one -> one.tryFail(cause));
  }

  private Future<UUID[]> complete(UUID[] ids) {
    return pool.preparedQuery(
            "update classic.job set state = 'done', finished_at = now() where id = any($1)")
        .execute(Tuple.tuple().addArrayOfUUID(ids))
        .map(ids);
  }

  private void afterPass(UUID[] ids) {
    for (UUID id : ids) {
      Promise<Void> one = waiting.remove(id);
      if (one != null) {
        one.tryComplete();
      }
    }
    missing -= ids.length;
    if (missing <= 0) {
      enough.tryComplete();
    }
    if (running && (woken || ids.length > 0)) {
      pass();
    } else {
      working--;
    }
  }
}
