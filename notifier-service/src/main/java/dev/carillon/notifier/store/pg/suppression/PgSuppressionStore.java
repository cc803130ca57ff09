package dev.carillon.notifier.store.pg.suppression;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Cursor;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.PausedMail;
import dev.carillon.contract.suppressions.Pauses;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.suppression.SuppressionStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suppressions and pauses on PostgreSQL. An absent topic or template is stored as ''. */
public final class PgSuppressionStore implements SuppressionStore {
  private static final String ORDER = "address";

  private static final int RELEASED_AT_ONCE = 2_000;

  /** So many pieces are let go before the answer; the rest goes on behind it. */
  private static final int PIECES_AT_ONCE = 3;

  private final GuardedClient<Pool> controls;
  private final GuardedClient<SqlClient> lists;
  private final EndedSuppressions ended;
  private final RepeatableWrites writes;

  /** Uses connections that somebody else closes. */
  public PgSuppressionStore(GuardedClient<Pool> controls, GuardedClient<SqlClient> lists) {
    this.lists = lists;
    this.ended = new EndedSuppressions(lists);
    this.controls = controls;
    this.writes = new RepeatableWrites(controls);
  }

  @Override
  public Future<Answered<Suppression>> add(
      Suppress request, Actor by, @Nullable IdempotencyKey key) {
    Tuple values = whole(request).addString(by.principal());
    return writes.once(
        key,
        Suppression.class,
        added -> RepeatableWrites.subject(added.address()),
        on ->
            PgFailures.PLAIN
                .run(on, SuppressionSql.ADD, values)
                .map(rows -> suppression(rows.iterator().next())));
  }

  @Override
  public Future<Void> unsubscribe(Suppress link) {
    return controls.run(SuppressionSql.ADD_IF_ABSENT, whole(link)).mapEmpty();
  }

  @Override
  public Future<Void> resubscribe(Suppress link) {
    return controls
        .run(SuppressionSql.REMOVE_FOR_REASON, whole(link))
        .compose(removed -> isUnsubscribed(link))
        .map(
            still -> {
              if (still) {
                throw Failure.of(
                    FailureCode.CONFLICT, "Somebody else has stopped mail to this address");
              }
              return null;
            });
  }

  @Override
  public Future<Boolean> isUnsubscribed(Suppress link) {
    return controls
        .run(SuppressionSql.IS_SUPPRESSED, Tuple.of(link.address(), stored(link.topic())))
        .map(rows -> rows.iterator().next().getBoolean("suppressed"));
  }

  private static Tuple whole(Suppress request) {
    return Tuple.of(request.address(), stored(request.topic()), request.reason());
  }

  @Override
  public Future<Void> remove(Suppress request, Actor by) {
    return controls
        .run(
            SuppressionSql.REMOVE,
            Tuple.of(request.address(), stored(request.topic()), by.principal()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.notFound("suppression of", request.address());
              }
              return null;
            });
  }

  @Override
  public Future<SuppressionPage> list(ListSuppressions request) {
    if (Boolean.TRUE.equals(request.ended())) {
      return ended.list(request.address(), request.page());
    }
    int limit = request.page().limit();
    Cursor cursor = Cursor.parse(request.page().cursor(), ORDER);
    Tuple values =
        cursor == null
            ? Tuple.of("", "", limit + 1)
            : Tuple.of(address(cursor), cursor.id(), limit + 1);
    String address = request.address();
    return (address == null
            ? lists.run(SuppressionSql.LIST, values)
            : lists.run(SuppressionSql.LIST_OF_ADDRESS, values.addString(address)))
        .map(
            rows -> {
              Paged<Suppression> page =
                  Paged.of(
                      rows, limit, PgSuppressionStore::suppression, PgSuppressionStore::cursor);
              return new SuppressionPage(page.items(), page.next());
            });
  }

  private static String address(Cursor cursor) {
    if (cursor.value().value() instanceof String address
        && address.indexOf('\0') < 0
        && cursor.id().indexOf('\0') < 0) {
      return address;
    }
    throw Cursor.unknown();
  }

  private static String cursor(Row last) {
    return new Cursor(ORDER, Doc.of(last.getString("address")), last.getString("topic")).text();
  }

  @Override
  public Future<Answered<Pauses>> pause(Pause request, Actor by, @Nullable IdempotencyKey key) {
    Tuple values = Tuple.of(stored(request.template()), by.principal());
    return writes.once(
        key,
        Pauses.class,
        on -> PgFailures.PLAIN.run(on, SuppressionSql.PAUSE, values).compose(v -> pauses(on)));
  }

  @Override
  public Future<Pauses> resume(Pause request, Actor by) {
    String template = stored(request.template());
    return controls
        .use(
            pool ->
                pool.withTransaction(
                    tx ->
                        PgFailures.PLAIN
                            .run(tx, SuppressionSql.RESUME, Tuple.of(template, by.principal()))
                            .compose(
                                v ->
                                    PgFailures.PLAIN.run(
                                        tx, SuppressionSql.LET_GO, Tuple.of(template)))))
        .compose(v -> release(PIECES_AT_ONCE))
        .compose(v -> pauses());
  }

  /** What is left over, or cannot be let go now, is for whoever comes next. */
  private Future<Void> release(int pieces) {
    return release()
        .compose(more -> more && pieces > 1 ? release(pieces - 1) : Future.<Void>succeededFuture())
        .otherwiseEmpty();
  }

  @Override
  public Future<Boolean> release() {
    return controls
        .run(SuppressionSql.RELEASE, Tuple.of(RELEASED_AT_ONCE))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getBoolean("looked") && row.getInteger("released") > 0;
            });
  }

  @Override
  public Future<Pauses> pauses() {
    return controls.use(PgSuppressionStore::pauses);
  }

  private static Future<Pauses> pauses(SqlClient on) {
    return PgFailures.PLAIN
        .run(on, SuppressionSql.PAUSES, Tuple.tuple())
        .map(
            rows -> {
              List<PausedMail> all = new ArrayList<>();
              rows.forEach(row -> all.add(paused(row)));
              return new Pauses(all);
            });
  }

  private static PausedMail paused(Row row) {
    return new PausedMail(
        read(row.getString("template")), time(row, "since"), row.getString("actor"));
  }

  @Override
  public Future<byte[]> linkSecret() {
    return controls
        .run(SuppressionSql.SECRET, Tuple.tuple())
        .map(rows -> rows.iterator().next().getBuffer("value").getBytes());
  }

  static Suppression suppression(Row row) {
    return new Suppression(
        row.getString("address"),
        read(row.getString("topic")),
        row.getString("reason"),
        time(row, "since"),
        row.getString("actor"));
  }

  static Instant time(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  private static String stored(@Nullable String name) {
    return name == null ? "" : name;
  }

  private static @Nullable String read(String stored) {
    return stored.isEmpty() ? null : stored;
  }
}
