package dev.carillon.notifier.store.pg.accept;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.accept.WindowPolicy;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inserts mails into their windows, wherever statements run. */
final class WindowInserts {
  /**
   * Two mails of one window wait for one another. The mail that waits in the window is settled as
   * merged into the one that takes its place, in the transaction that stores that one.
   */
  static Future<Accepted> into(SqlClient tx, WindowPolicy policy, Places places) {
    NewMail mail = policy.mail();
    Tuple values =
        Tuple.of(
            mail.windowKey(),
            mail.id(),
            policy.window().kind(),
            policy.window().key(),
            mail.recipient());
    return PgFailures.PLAIN
        .run(tx, AcceptSql.OPEN_WINDOW, values)
        .map(rows -> rows.iterator().next())
        .compose(
            row -> {
              WindowPolicy.Meeting found = policy.meet(found(row));
              return merge(tx, row, policy, found)
                  .compose(
                      due ->
                          store(
                              tx,
                              policy,
                              policy.after(found, due),
                              due == null ? null : row.getUUID("mail_id"),
                              places));
            });
  }

  /** When one was due that waited, whose place the mail takes; null if there was none. */
  private static Future<@Nullable Instant> merge(
      SqlClient tx, Row row, WindowPolicy policy, WindowPolicy.Meeting found) {
    return found.whole() != null
        ? PgFailures.PLAIN
            .run(tx, AcceptSql.MERGE, Tuple.of(row.getUUID("mail_id"), policy.mail().id()))
            .compose(
                merged ->
                    merged.size() == 0
                        ? Future.succeededFuture()
                        : linked(tx, row).map(v -> due(merged)))
        : Future.succeededFuture();
  }

  private static Instant due(RowSet<Row> merged) {
    return merged.iterator().next().getOffsetDateTime("run_at").toInstant();
  }

  /** The request has to do with the one whose mail became a part of its own. */
  private static Future<Void> linked(SqlClient tx, Row waiting) {
    if (Traces.sampled() == null) {
      return Future.succeededFuture();
    }
    return PgFailures.PLAIN
        .run(tx, AcceptSql.SPAN, Tuple.of(waiting.getUUID("mail_id")))
        .onSuccess(
            rows ->
                rows.forEach(
                    row -> Traces.link(TracePoint.of(row.getUUID("request"), row.getLong("span")))))
        .mapEmpty();
  }

  private static Future<Accepted> store(
      SqlClient tx,
      WindowPolicy policy,
      WindowPolicy.Next window,
      @Nullable UUID replaces,
      Places places) {
    Tuple values =
        Tuple.of(
            policy.mail().windowKey(),
            policy.mail().id(),
            window.since().atOffset(ZoneOffset.UTC),
            window.closesAt().atOffset(ZoneOffset.UTC),
            Json.text(window.items().stream().map(Doc::value).toList()),
            window.mails(),
            policy.window().kind());
    return QueuedInserts.one(tx, window.stored(), replaces, places)
        .compose(accepted -> PgFailures.PLAIN.run(tx, AcceptSql.MOVE_WINDOW, values).map(accepted));
  }

  private static WindowPolicy.Found found(Row row) {
    String text = row.getString("items");
    List<Doc> items = new ArrayList<>();
    if (Doc.asWritten(text.getBytes(StandardCharsets.UTF_8)).value() instanceof List<?> list) {
      list.forEach(item -> items.add(Doc.of(item)));
    }
    OffsetDateTime closesAt = row.getOffsetDateTime("closes_at");
    return new WindowPolicy.Found(
        row.getOffsetDateTime("now").toInstant(),
        row.getOffsetDateTime("since").toInstant(),
        closesAt == null ? null : closesAt.toInstant(),
        items,
        text.length(),
        row.getInteger("mails"));
  }

  private WindowInserts() {}
}
