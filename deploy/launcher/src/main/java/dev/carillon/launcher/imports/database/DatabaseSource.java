package dev.carillon.launcher.imports.database;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.Position;
import dev.carillon.launcher.imports.row.RowKey;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, by a cursor in one transaction that only reads. They come in the order of a
 * key column that is unique, which is what an import goes on by.
 */
public final class DatabaseSource implements RowSource {
  private static final long MINUTES = 10;

  private final Vertx vertx;
  private final Dialect dialect;
  private final SqlConnectOptions server;
  private final String query;
  private final String key;
  private final Fields fields;
  private final Consumer<String> notes;

  /**
   * Reads what {@code query} gives.
   *
   * @param url such as {@code mysql://user@host:3306/database}
   * @param password where the URL has none
   * @param key the column of the query that is unique and gives the order
   * @param notes what people may want to know of it
   */
  public DatabaseSource(
      Vertx vertx,
      String url,
      @Nullable String password,
      String query,
      String key,
      Fields fields,
      Consumer<String> notes) {
    this.vertx = vertx;
    this.dialect = Dialect.of(url);
    this.server = dialect.options(url, password);
    this.query = query.strip().replaceFirst(";$", "");
    this.key = key;
    this.fields = fields;
    this.notes = notes;
  }

  @Override
  public String description() {
    return dialect
        + " "
        + server.getUser()
        + "@"
        + server.getHost()
        + ":"
        + server.getPort()
        + "/"
        + server.getDatabase()
        + " by "
        + key
        + ": "
        + query;
  }

  @Override
  public Rows open(Position behind, boolean counted) throws InterruptedException {
    SqlConnection connection = await(dialect.connect(vertx, server));
    try {
      await(connection.query(dialect.begin()).execute());
      DatabaseRows rows = rows(connection, behind, counted ? count(connection) : 0);
      if (behind.key() != null) {
        passOver(rows, behind);
      }
      return rows;
    } catch (InterruptedException | RuntimeException e) {
      connection.close().onFailure(gone -> {});
      throw e;
    }
  }

  private long count(SqlConnection connection) throws InterruptedException {
    return await(connection.query(dialect.count(query)).execute()).iterator().next().getLong(0);
  }

  private DatabaseRows rows(SqlConnection connection, Position behind, long count)
      throws InterruptedException {
    RowKey from = behind.key();
    PreparedStatement select = await(connection.prepare(dialect.select(query, key, from != null)));
    return new DatabaseRows(
        connection,
        from == null ? select.cursor() : select.cursor(Tuple.of(from.value())),
        key,
        this::tell,
        behind.rows(),
        count);
  }

  private void tell(List<String> columns) {
    List<String> unused = new ArrayList<>(fields.unused(columns));
    unused.remove(key);
    if (!unused.isEmpty()) {
      notes.accept("Columns that are not taken in: " + String.join(", ", unused));
    }
  }

  /** The last row that was taken in is read once more, to see whether it is still what it was. */
  private void passOver(DatabaseRows rows, Position behind) throws InterruptedException {
    SourceRow last = rows.peek();
    if (last != null && last.mark().equals(behind.mark())) {
      rows.drop();
      return;
    }
    boolean there = last != null && last.key() != null && last.key().equals(behind.key());
    if (there) {
      rows.drop();
    }
    notes.accept(
        "The source has changed: the last row that was taken in, with "
            + key
            + " "
            + (behind.key() == null ? "" : behind.key().text())
            + (there ? ", has other values now" : ", is gone")
            + "; going on behind it");
  }

  /** What the database refuses is said with its words. */
  static <T> T await(Future<T> answer) throws InterruptedException {
    try {
      return answer.await(MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new LaunchFailure("The database has not answered within " + MINUTES + " min", e);
    } catch (Exception e) {
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new LaunchFailure("The database: " + e.getMessage(), e);
    }
  }
}
