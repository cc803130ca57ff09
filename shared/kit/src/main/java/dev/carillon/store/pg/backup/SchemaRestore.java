package dev.carillon.store.pg.backup;

import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.migration.PresentSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a backup into a schema of the same version, in one transaction: all of them, or
 * nothing. What a service wants done then stands in its {@code restore/<schema>/after.sql}, and how
 * a table is made that a new schema no longer has in {@code missing-<table>.sql}. Not thread-safe.
 */
public final class SchemaRestore implements AutoCloseable {
  private final PgUrls urls;
  private final Connection connection;
  private final Catalogue catalogue;

  private SchemaRestore(PgUrls urls, Connection connection) {
    this.urls = urls;
    this.connection = connection;
    this.catalogue = new Catalogue(connection, urls.schema());
  }

  /** As the owner of the schema. */
  public static SchemaRestore of(PgUrls urls) throws IOException {
    return new SchemaRestore(urls, OwnerConnection.open(urls));
  }

  /** Whether there is such a schema, with or without rows. */
  public boolean exists() throws IOException {
    return inWords(() -> !catalogue.versions().isEmpty());
  }

  /** Drops the schema with all that is in it. */
  public void drop() throws IOException {
    inWords(
        () -> {
          run("drop schema if exists " + Catalogue.quoted(urls.schema()) + " cascade");
          return true;
        });
  }

  /** What stops services while a restore is not finished. */
  public RestoreMark mark() {
    return new RestoreMark(urls, connection);
  }

  /**
   * Fails if the backup is of another version of the schema than this program makes, before
   * anything is dropped.
   */
  public void requireVersionOf(BackedUpSchema backup) throws IOException {
    List<String> made = PresentSchema.made(urls.schema());
    if (!made.equals(backup.versions())) {
      throw new IOException(otherVersion(backup, made));
    }
  }

  /**
   * Replaces all rows.
   *
   * @throws IOException also where the schema has another version than the backup
   */
  public void fill(ZipFile file, BackedUpSchema backup) throws IOException {
    inWords(
        () -> {
          List<String> versions = catalogue.versions();
          if (!versions.equals(backup.versions())) {
            throw new IOException(otherVersion(backup, versions));
          }
          connection.setAutoCommit(false);
          run("set local search_path = " + Catalogue.quoted(urls.schema()));
          for (BackedUpSchema.TableRows table : backup.tables()) {
            makeIfMissing(table);
          }
          List<BackedUpSchema.TableRows> tables = catalogue.tables();
          triggers("disable", tables);
          run("truncate " + names(tables));
          for (BackedUpSchema.TableRows table : backup.tables()) {
            copy(file, table);
          }
          setSequences(backup.sequences());
          triggers("enable", tables);
          script("after.sql");
          connection.commit();
          connection.setAutoCommit(true);
          run("analyze " + names(tables)); // else the next statements are planned for empty tables
          return true;
        });
  }

  /**
   * The processes of Carillon's that are connected or migrate, in words; empty for none. What this
   * restore itself does so shall not have begun.
   */
  public String usedBy() throws IOException {
    return inWords(
        () ->
            catalogue.text(
                "select string_agg(distinct application_name, ', ') from pg_stat_activity"
                    + " where datname = current_database() and (application_name like"
                    + " 'carillon-%@%' or application_name = 'carillon-migration')"
                    + " having count(*) > 0"));
  }

  private String otherVersion(BackedUpSchema backup, List<String> versions) {
    return "The backup is of the versions %s of the schema %s, and this program makes %s: "
            .formatted(backup.versions(), urls.schema(), versions)
        + "restore it with the program that made it, and exchange that afterwards";
  }

  private void makeIfMissing(BackedUpSchema.TableRows table) throws SQLException, IOException {
    if (catalogue.has(table.name())) {
      return;
    }
    if (table.parent() != null && table.bounds() != null) {
      run(
          "create table %s partition of %s %s"
              .formatted(
                  catalogue.name(table.name()), catalogue.name(table.parent()), table.bounds()));
    } else if (!script("missing-" + table.name() + ".sql")) {
      throw new IOException("The schema " + urls.schema() + " has no table " + table.name());
    }
  }

  private void triggers(String change, List<BackedUpSchema.TableRows> tables) throws SQLException {
    for (BackedUpSchema.TableRows table : tables) {
      run("alter table " + catalogue.name(table.name()) + " " + change + " trigger user");
    }
  }

  private String names(List<BackedUpSchema.TableRows> tables) throws SQLException {
    StringBuilder names = new StringBuilder();
    for (BackedUpSchema.TableRows table : tables) {
      names.append(names.isEmpty() ? "" : ", ").append(catalogue.name(table.name()));
    }
    return names.toString();
  }

  private void copy(ZipFile file, BackedUpSchema.TableRows table) throws SQLException, IOException {
    String sql =
        "copy %s (%s) from stdin (encoding 'UTF8')"
            .formatted(catalogue.name(table.name()), SchemaBackup.columns(table));
    long rows;
    try (InputStream entry = open(file, urls.schema() + "/" + table.name())) {
      rows = OwnerConnection.copying(connection).copyIn(sql, entry);
    }
    if (rows != table.rows()) {
      throw new IOException(
          "The backup has %d rows of %s.%s, and should have %d"
              .formatted(rows, urls.schema(), table.name(), table.rows()));
    }
  }

  private static InputStream open(ZipFile file, String name) throws IOException {
    var entry = file.getEntry(name);
    if (entry == null) {
      throw new IOException("The backup has no " + name);
    }
    return file.getInputStream(entry);
  }

  private void setSequences(Map<String, @Nullable Long> sequences) throws SQLException {
    for (Map.Entry<String, @Nullable Long> sequence : sequences.entrySet()) {
      Long last = sequence.getValue();
      if (last != null) {
        try (var set = connection.prepareStatement("select setval(?::regclass, ?)")) {
          set.setString(1, catalogue.name(sequence.getKey()));
          set.setLong(2, last);
          set.execute();
        }
      }
    }
  }

  /** Runs a script of the service, if there is such a one. */
  private boolean script(String name) throws SQLException, IOException {
    String path = "/restore/" + urls.schema() + "/" + name;
    try (InputStream script = SchemaRestore.class.getResourceAsStream(path)) {
      if (script == null) {
        return false;
      }
      run(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      return true;
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private <T> T inWords(OwnerConnection.Work<T> work) throws IOException {
    return OwnerConnection.inWords(urls, work);
  }

  @Override
  public void close() throws IOException {
    inWords(
        () -> {
          connection.close();
          return true;
        });
  }
}
