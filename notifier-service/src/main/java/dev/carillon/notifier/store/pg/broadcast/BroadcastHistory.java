package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.broadcasts.ListTicks;
import dev.carillon.contract.broadcasts.Tick;
import dev.carillon.contract.broadcasts.TickPage;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.store.pg.Paged;
import dev.carillon.text.TimeText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What broadcasts have fired; it outlives them. */
record BroadcastHistory(GuardedClient<Pool> controls) {
  Future<TickPage> ticks(ListTicks request) {
    int limit = request.page().limit();
    Tuple values =
        Tuple.of(request.name(), BroadcastRows.offset(before(request.page().cursor())), limit + 1);
    return controls
        .run(BroadcastSql.TICKS, values)
        .map(
            rows -> {
              Paged<Tick> page =
                  Paged.of(
                      rows,
                      limit,
                      BroadcastHistory::tick,
                      row -> BroadcastRows.time(row, "fire_at").toString());
              return new TickPage(page.items(), page.next());
            })
        .compose(
            page ->
                page.items().isEmpty()
                    ? known(request.name(), page)
                    : Future.succeededFuture(page));
  }

  /** That there is nothing may be because there was never such a broadcast. */
  private Future<TickPage> known(String name, TickPage page) {
    return controls
        .run(BroadcastSql.IS_KNOWN, Tuple.of(name))
        .map(
            rows -> {
              if (!rows.iterator().next().getBoolean("known")) {
                throw Failure.notFound("broadcast", name);
              }
              return page;
            });
  }

  private static Tick tick(Row row) {
    Long ahead = row.getLong("ahead");
    return new Tick(
        BroadcastRows.time(row, "fire_at"),
        BroadcastRows.time(row, "at"),
        row.getBoolean("manual"),
        row.getString("actor"),
        row.getString("said"),
        ahead == null ? null : Duration.ofSeconds(ahead));
  }

  private static Instant before(@Nullable String cursor) {
    try {
      Instant before = cursor == null ? BroadcastRows.LAST : TimeText.parse(cursor);
      if (!before.isBefore(Instant.EPOCH) && !before.isAfter(BroadcastRows.LAST)) {
        return before;
      }
    } catch (Failure notATime) {
      // said below
    }
    throw Failure.invalid("cursor", PageRequest.FOREIGN_CURSOR);
  }
}
