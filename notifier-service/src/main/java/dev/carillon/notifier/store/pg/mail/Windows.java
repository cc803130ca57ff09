package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.mail.Digest;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mails that become one. The mail that waits in a window is settled as merged into the one that
 * takes its place, in the transaction that stores that one; a digest says again what the others
 * said.
 */
final class Windows {
  /** A digest that has grown so far goes out as it is, and the next mail opens another. */
  private static final int MAX_ITEMS = 200;

  private static final int MAX_LENGTH = 100_000;
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private Windows() {}

  /** How a window stands after a mail. */
  private record State(boolean waits, Instant since, Instant closesAt, List<Doc> items, int mails) {
    @Nullable Duration delay(Instant now) {
      return waits && closesAt.isAfter(now) ? Duration.between(now, closesAt) : null;
    }
  }

  /** In a transaction: two mails of one window wait for one another. */
  static Future<Accepted> store(SqlClient tx, NewMail mail) {
    Window window = Objects.requireNonNull(mail.schedule().window());
    Tuple values =
        Tuple.of(mail.windowKey(), mail.id(), window.kind(), window.key(), mail.recipient());
    return FAILURES
        .run(tx, AcceptSql.OPEN_WINDOW, values)
        .map(rows -> rows.iterator().next())
        .compose(
            row ->
                merge(tx, row, mail)
                    .compose(
                        merged -> store(tx, mail, now(row), state(window, row, mail, merged))));
  }

  /** Whether there was one that waited, whose place the mail takes. */
  private static Future<Boolean> merge(SqlClient tx, Row row, NewMail mail) {
    return isFull(row)
        ? Future.succeededFuture(false)
        : FAILURES
            .run(tx, AcceptSql.MERGE, Tuple.of(row.getUUID("mail_id"), mail.id()))
            .map(merged -> merged.size() > 0);
  }

  private static boolean isFull(Row row) {
    String items = row.getString("items");
    boolean gathers = items.length() > "[]".length();
    return (gathers && row.getInteger("mails") >= MAX_ITEMS) || items.length() > MAX_LENGTH;
  }

  private static State state(Window window, Row row, NewMail mail, boolean merged) {
    Instant now = now(row);
    Instant closes = instant(row, "closes_at");
    boolean first = window.digest() == DigestMode.FIRST;
    boolean afterFirst = first && closes != null && closes.isAfter(now) && !isFull(row);
    if (!merged && !afterFirst) {
      return new State(!first, now, now.plus(window.length()), first ? List.of() : item(mail), 1);
    }
    Instant since = Objects.requireNonNull(instant(row, "since"));
    boolean slides = window.digest() == null || window.digest() == DigestMode.SLIDING;
    Instant slid = now.plus(window.length());
    Instant end = since.plus(window.most());
    List<Doc> items = merged ? items(row) : new ArrayList<>();
    items.addAll(item(mail));
    return new State(
        true,
        since,
        slides || closes == null ? (slid.isBefore(end) ? slid : end) : closes,
        items,
        row.getInteger("mails") + 1);
  }

  private static Future<Accepted> store(SqlClient tx, NewMail mail, Instant now, State state) {
    Digest digest = mail.digest();
    NewMail whole =
        digest != null && state.items().size() > 1 ? digest.together().apply(state.items()) : mail;
    Tuple window =
        Tuple.of(
            mail.windowKey(),
            mail.id(),
            state.since().atOffset(ZoneOffset.UTC),
            state.closesAt().atOffset(ZoneOffset.UTC),
            Json.text(state.items().stream().map(Doc::value).toList()),
            state.mails(),
            Objects.requireNonNull(mail.schedule().window()).kind());
    return Accepting.store(tx, List.of(whole.withDelay(state.delay(now))))
        .compose(accepted -> FAILURES.run(tx, AcceptSql.MOVE_WINDOW, window).map(accepted.get(0)));
  }

  private static List<Doc> item(NewMail mail) {
    return mail.digest() == null ? List.of() : List.of(mail.digest().item());
  }

  private static List<Doc> items(Row row) {
    List<Doc> items = new ArrayList<>();
    if (Json.read(row.getString("items"), Doc.class).value() instanceof List<?> list) {
      list.forEach(item -> items.add(Doc.of(item)));
    }
    return items;
  }

  private static Instant now(Row row) {
    return row.getOffsetDateTime("now").toInstant();
  }

  private static @Nullable Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column) == null ? null : row.getOffsetDateTime(column).toInstant();
  }
}
