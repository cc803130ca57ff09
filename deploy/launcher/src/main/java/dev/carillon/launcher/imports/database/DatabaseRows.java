package dev.carillon.launcher.imports.database;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.row.RowKey;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cursor: so many rows are fetched when those before are used up. */
final class DatabaseRows implements RowSource.Rows {
  private static final int FETCH = 1_000;
  private static final String WHOLE = "-?[0-9]{1,18}";

  private final SqlConnection connection;
  private final Cursor cursor;
  private final String key;
  private final Consumer<List<String>> columns;
  private final long count;
  private final MessageDigest digest;
  private @Nullable RowIterator<Row> page;
  private @Nullable SourceRow peeked;
  private @Nullable RowKey before;
  private long number;

  /**
   * Closes {@code connection} at the end.
   *
   * @param columns hears their names once
   * @param number of the row before the first one
   * @param count of all rows; 0 where unknown
   */
  DatabaseRows(
      SqlConnection connection,
      Cursor cursor,
      String key,
      Consumer<List<String>> columns,
      long number,
      long count) {
    this.connection = connection;
    this.cursor = cursor;
    this.key = key;
    this.columns = columns;
    this.number = number;
    this.count = count;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** The next one, which stays the next one. */
  @Nullable SourceRow peek() throws InterruptedException {
    if (peeked == null) {
      peeked = read();
    }
    return peeked;
  }

  /** Takes the one that was peeked at as one of those before. */
  void drop() {
    peeked = null;
    number--;
  }

  @Override
  public @Nullable SourceRow next() throws InterruptedException {
    SourceRow row = peek();
    peeked = null;
    return row;
  }

  private @Nullable SourceRow read() throws InterruptedException {
    while (page == null || !page.hasNext()) {
      if (page != null && !cursor.hasMore()) {
        return null;
      }
      RowSet<Row> fetched = DatabaseSource.await(cursor.read(FETCH));
      if (page == null) {
        begin(fetched.columnsNames());
      }
      page = fetched.iterator();
    }
    return row(page.next());
  }

  private void begin(List<String> names) {
    if (!names.contains(key)) {
      throw new LaunchFailure(
          "--key " + key + " is not among the columns " + String.join(", ", names));
    }
    columns.accept(names);
  }

  private SourceRow row(Row row) {
    JsonObject values = new JsonObject();
    for (int i = 0; i < row.size(); i++) {
      values.put(row.getColumnName(i), json(row.getValue(i)));
    }
    RowKey own = RowKey.of(key, row.getValue(key));
    if (own.equals(before)) {
      throw new LaunchFailure("--key " + key + " is not unique: two rows have " + own.text());
    }
    before = own;
    String mark =
        HexFormat.of().formatHex(digest.digest(values.encode().getBytes(StandardCharsets.UTF_8)));
    return new SourceRow(++number, own, mark, values, null);
  }

  private static @Nullable Object json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case JsonObject object -> object;
      case JsonArray array -> array;
      case Number n when n.toString().matches(WHOLE) -> Long.valueOf(n.toString());
      case Buffer binary -> "(" + binary.length() + " bytes)";
      default -> value.toString();
    };
  }

  @Override
  public double share() {
    return count == 0 ? Double.NaN : Math.min(1, (double) number / count);
  }

  @Override
  public void close() {
    connection.close().onFailure(gone -> {});
  }
}
