package dev.carillon.store.pg;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page made of the rows of a keyset query that asked for one row more than the page may hold:
 * that one tells that there is a next page.
 *
 * @param next the cursor of the next page, null at the end
 */
public record Paged<T>(List<T> items, @Nullable String next) {
  public Paged {
    items = List.copyOf(items);
  }

  /**
   * Reads a page of {@code limit} rows.
   *
   * @param timeColumn the time of the keyset, beside the column {@code id}
   */
  public static <T> Paged<T> of(
      RowSet<Row> rows, int limit, String timeColumn, Function<Row, T> mapper) {
    return of(
        rows,
        limit,
        mapper,
        last -> new Keyset(last.getOffsetDateTime(timeColumn), last.getUUID("id")).cursor());
  }

  /**
   * Reads a page of {@code limit} rows.
   *
   * @param cursor what names a row, so that the next page can begin after it
   */
  public static <T> Paged<T> of(
      RowSet<Row> rows, int limit, Function<Row, T> mapper, Function<Row, String> cursor) {
    List<T> items = new ArrayList<>();
    Row last = null;
    for (Row row : rows) {
      if (items.size() == limit && last != null) {
        return new Paged<>(items, cursor.apply(last));
      }
      items.add(mapper.apply(row));
      last = row;
    }
    return new Paged<>(items, null);
  }
}
