package dev.carillon.bench.users.server;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.http.Reply;
import dev.carillon.json.Doc;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows to answers, as somebody writes it who knows that nobody else sees the rows. */
final class DirectRows {
  private static final Field[] FIELDS = {
    JsonOut.name("id"),
    JsonOut.name("email"),
    JsonOut.name("name"),
    JsonOut.name("active"),
    JsonOut.name("locale"),
    JsonOut.name("zone"),
    JsonOut.name("externalId"),
    JsonOut.name("version"),
    JsonOut.name("createdAt"),
    JsonOut.name("updatedAt"),
  };
  private static final Field ITEMS = JsonOut.name("items");
  private static final Field NEXT = JsonOut.name("next");

  private DirectRows() {}

  static Reply one(RowSet<Row> rows, UUID id) {
    if (!rows.iterator().hasNext()) {
      throw Failure.notFound("user", id);
    }
    User user = user(rows.iterator().next());
    return Reply.ok(user).version(user.version());
  }

  static User user(Row row) {
    return new User(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getBoolean(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        time(row, 8),
        time(row, 9));
  }

  /** The rows themselves, of which none becomes a user. */
  static Page page(RowSet<Row> rows, int limit) {
    List<Line> lines = new ArrayList<>(rows.size());
    rows.forEach(row -> lines.add(new Line(row)));
    if (lines.size() <= limit) {
      return new Page(lines, null);
    }
    Row last = lines.get(limit - 1).row();
    String at = time(last, 8).toString();
    return new Page(
        lines.subList(0, limit),
        new Cursor("createdAt", Doc.of(at), last.getUUID(0).toString()).text());
  }

  /** A page that is written from its rows. */
  record Page(List<Line> items, @Nullable String next) implements JsonWritable {
    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(ITEMS).array(items).field(NEXT).text(next).endObject();
    }
  }

  private record Line(Row row) implements JsonWritable {
    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(FIELDS[0]).uuid(row.getUUID(0));
      out.field(FIELDS[1]).text(row.getString(1)).field(FIELDS[2]).text(row.getString(2));
      out.field(FIELDS[3]).bool(row.getBoolean(3)).field(FIELDS[4]).text(row.getString(4));
      out.field(FIELDS[5]).text(row.getString(5)).field(FIELDS[6]).text(row.getString(6));
      out.field(FIELDS[7]).number(row.getLong(7)).field(FIELDS[8]).time(time(row, 8));
      out.field(FIELDS[9]).time(time(row, 9)).endObject();
    }
  }

  private static Instant time(Row row, int column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
