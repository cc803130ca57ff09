package dev.carillon.bench.mail.queue;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** How jobs get into the classic table. One context only. */
public final class ClassicInserts {
  /** Connections that insert. */
  public static final int CONNECTIONS = 2;

  /** Each job brings its own, as with every queue. */
  private static final String PAYLOAD =
      new JsonObject()
          .put("to", "bench@carillon.test")
          .put("subject", "Bench")
          .put("text", ProductMails.TEXT)
          .encode();

  private final String name;
  private final Context context;
  private final Pool pool;
  private final Function<UUID, Future<UUID>> submit;
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private int inserting;
  private Runnable onCommit = () -> {};

  private record Arrival(UUID id, Promise<UUID> stored) {}

  /**
   * Inserts on the context it is made on.
   *
   * @param collecting whether the product's group commit collects them; else each connection takes,
   *     when it is free, all that has come meanwhile
   */
  public ClassicInserts(Context context, Pool pool, boolean collecting) {
    this.name = collecting ? "collecting" : "classic";
    this.context = context;
    this.pool = pool;
    this.submit =
        collecting
            ? new GroupCommit<UUID, UUID>(context, ProductAccepts.COLLECTED, this::commit)::submit
            : this::arrive;
  }

  String name() {
    return name;
  }

  /** What to do when jobs have come. */
  void onCommit(Runnable action) {
    onCommit = action;
  }

  /** Inserts one, with others; completes after the commit. */
  Future<UUID> submit(UUID id) {
    return submit.apply(id);
  }

  /** Inserts them in one commit. */
  Future<?> insert(List<UUID> ids) {
    return pool.preparedQuery(
            "insert into classic.job (id, state, run_at, payload)"
                + " select i, 'ready', now(), p::jsonb from unnest($1::uuid[], $2::text[]) j(i, p)")
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addArrayOfString(Collections.nCopies(ids.size(), PAYLOAD).toArray(String[]::new)));
  }

  private Future<UUID> arrive(UUID id) {
    Arrival arrival = new Arrival(id, Promise.promise());
    arrivals.add(arrival);
    insertNext();
    return arrival.stored().future();
  }

  private void insertNext() {
    if (arrivals.isEmpty() || inserting == CONNECTIONS) {
      return;
    }
    List<Arrival> all = List.copyOf(arrivals);
    arrivals.clear();
    inserting++;
    commit(all.stream().map(Arrival::id).toList())
        .onComplete(
            r ->
                context.runOnContext(
                    v -> {
                      inserting--;
                      insertNext();
                      all.forEach(one -> one.stored().handle(r.map(one.id())));
                    }));
  }

  private Future<List<Outcome<UUID>>> commit(List<UUID> ids) {
    return insert(ids)
        .map(
            rows -> {
              onCommit.run();
              return ids.stream().<Outcome<UUID>>map(Outcome.Success::new).toList();
            });
  }
}
