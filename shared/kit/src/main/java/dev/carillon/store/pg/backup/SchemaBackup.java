package dev.carillon.store.pg.backup;

import dev.carillon.store.pg.PgUrls;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all rows of a schema as they were at one moment, while others work: a transaction that
 * reads, and locks nothing that they need. Not thread-safe.
 */
public final class SchemaBackup implements AutoCloseable {
  private final PgUrls urls;
  private final Connection connection;
  private final Catalogue catalogue;
  private final String snapshot;

  private SchemaBackup(PgUrls urls, Connection connection, String snapshot) {
    this.urls = urls;
    this.connection = connection;
    this.snapshot = snapshot;
    this.catalogue = new Catalogue(connection, urls.schema());
  }

  /**
   * Fixes the moment: now, or that of another one which is still open, if both schemas are in one
   * database.
   *
   * @throws IOException if the server cannot be reached, or has no such schema
   */
  public static SchemaBackup begin(PgUrls urls, @Nullable SchemaBackup other) throws IOException {
    boolean together =
        other != null && OwnerConnection.place(urls).equals(OwnerConnection.place(other.urls));
    Connection connection = OwnerConnection.open(urls);
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set transaction isolation level repeatable read, read only");
      if (together && other != null) {
        statement.execute("set transaction snapshot '" + other.snapshot + "'");
      }
      SchemaBackup backup =
          new SchemaBackup(
              urls,
              connection,
              new Catalogue(connection, urls.schema()).text("select pg_export_snapshot()"));
      if (backup.catalogue.versions().isEmpty()) {
        throw new IOException("There is no schema " + urls.schema() + " of Carillon's");
      }
      if (backup.catalogue.isMarked()) {
        throw new IOException("A restore into " + urls.schema() + " was not finished");
      }
      return backup;
    } catch (SQLException e) {
      close(connection);
      throw OwnerConnection.unreachable(urls, e);
    } catch (IOException e) {
      close(connection);
      throw e;
    }
  }

  /** The moment, by the server's clock, as ISO 8601 has it. */
  public String at() throws IOException {
    try {
      return catalogue.text(
          "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    } catch (SQLException e) {
      throw OwnerConnection.unreachable(urls, e);
    }
  }

  /**
   * Writes each table as an entry {@code SCHEMA/TABLE}, in PostgreSQL's text format.
   *
   * @param without tables whose rows stay where they are
   */
  public BackedUpSchema write(ZipOutputStream file, Set<String> without) throws IOException {
    try {
      List<BackedUpSchema.TableRows> written = new ArrayList<>();
      for (BackedUpSchema.TableRows table : catalogue.tables()) {
        file.putNextEntry(new ZipEntry(urls.schema() + "/" + table.name()));
        long rows = without.contains(table.name()) ? 0 : copy(table, file);
        file.closeEntry();
        written.add(
            new BackedUpSchema.TableRows(
                table.name(), table.columns(), table.parent(), table.bounds(), rows));
      }
      // Sequences know no snapshots: read last, none has less than the rows above.
      return new BackedUpSchema(
          urls.schema(), catalogue.versions(), written, catalogue.sequences());
    } catch (SQLException e) {
      throw OwnerConnection.unreachable(urls, e);
    }
  }

  private long copy(BackedUpSchema.TableRows table, OutputStream file)
      throws SQLException, IOException {
    String sql =
        "copy "
            + catalogue.name(table.name())
            + " ("
            + columns(table)
            + ") to stdout (encoding 'UTF8')";
    return OwnerConnection.copying(connection).copyOut(sql, file);
  }

  static String columns(BackedUpSchema.TableRows table) throws SQLException {
    List<String> quoted = new ArrayList<>();
    for (String column : table.columns()) {
      quoted.add(Catalogue.quoted(column));
    }
    return quoted.stream().collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // nothing was changed
    }
  }
}
