package dev.carillon.notifier.store.pg.topic.pending;

import dev.carillon.contract.live.NewMessage;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.pending.PendingStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.topic.PgMessageStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Messages that wait for their numbers, on PostgreSQL. */
public final class PgPendingStore implements PendingStore {
  private static final String ANY = "select exists (select from topic_pending) as waiting";

  /** Whoever gives numbers does it alone: two would turn round the order of a topic. */
  private static final String ALONE =
      "select pg_advisory_xact_lock(hashtextextended('notifier topic pending', 0))";

  /** $1 topics that are left out, $2 rows. */
  private static final String LOOK =
      """
      select n, topic, id, body, owner from topic_pending where topic <> all($1::text[])
      order by n limit $2
      """;

  private static final String DELETE = "delete from topic_pending where n = any($1::bigint[])";

  private final GuardedClient<Pool> writes;
  private final GuardedClient<SqlClient> reads;

  /** Uses connections that somebody else closes. */
  public PgPendingStore(GuardedClient<Pool> writes, GuardedClient<SqlClient> reads) {
    this.writes = writes;
    this.reads = reads;
  }

  @Override
  public Future<Numbered> number(
      Collection<String> except, int most, Function<Pending, Fate> fate) {
    Tuple look = Tuple.of(except.toArray(new String[0]), most);
    return reads
        .run(ANY, Tuple.tuple())
        .compose(
            rows ->
                rows.iterator().next().getBoolean("waiting")
                    ? writes.use(pool -> pool.withTransaction(tx -> alone(tx, look, fate)))
                    : Future.succeededFuture(Numbered.NONE));
  }

  private static Future<Numbered> alone(SqlClient tx, Tuple look, Function<Pending, Fate> fate) {
    return PgFailures.PLAIN
        .run(tx, ALONE, Tuple.tuple())
        .compose(mine -> PgFailures.PLAIN.run(tx, LOOK, look))
        .compose(
            rows -> {
              List<Publish> stored = new ArrayList<>();
              List<Long> gone = new ArrayList<>();
              for (Row row : rows) {
                Pending one = pending(row);
                Fate decided = fate.apply(one);
                if (decided != Fate.LEAVE) {
                  gone.add(one.n());
                }
                if (decided == Fate.STORE) {
                  stored.add(one.publish());
                }
              }
              return store(tx, rows.size(), stored, gone);
            });
  }

  private static Future<Numbered> store(
      SqlClient tx, int looked, List<Publish> publishes, List<Long> gone) {
    if (gone.isEmpty()) {
      return Future.succeededFuture(new Numbered(looked, List.of(), List.of()));
    }
    return PgFailures.PLAIN
        .run(tx, DELETE, Tuple.of(gone.toArray(new Long[0])))
        .compose(deleted -> PgMessageStore.storeOn(tx, publishes))
        .map(stored -> new Numbered(looked, publishes, stored));
  }

  private static Pending pending(Row row) {
    byte[] body = row.getString("body").getBytes(StandardCharsets.UTF_8);
    NewMessage message = new NewMessage(Doc.asWritten(body), row.getString("id"));
    Publish publish =
        new Publish(
            row.getString("topic"), List.of(message), List.of(row.getString("body")), body.length);
    return new Pending(row.getLong("n"), publish, row.getString("owner"));
  }
}
