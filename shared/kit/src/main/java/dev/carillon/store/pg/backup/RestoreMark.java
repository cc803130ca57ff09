package dev.carillon.store.pg.backup;

import dev.carillon.store.pg.PgUrls;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stops every service while a restore into a schema is not finished: a schema of its own
 * ({@code users_restore} beside {@code users}), so that it stays whatever becomes of that one. It
 * keeps who is to be erased again: once the old schema is dropped, an attempt after a broken-off
 * one could ask nobody else. Not thread-safe.
 */
public final class RestoreMark {
  private final PgUrls urls;
  private final Connection connection;
  private final Catalogue catalogue;

  RestoreMark(PgUrls urls, Connection connection) {
    this.urls = urls;
    this.connection = connection;
    this.catalogue = new Catalogue(connection, urls.schema());
  }

  /** Whether a restore was begun and not finished. */
  public boolean isSet() throws IOException {
    return OwnerConnection.inWords(urls, catalogue::isMarked);
  }

  /**
   * From now on no service starts on the schema.
   *
   * @param erased who is to be erased again; null if nobody knows
   */
  public void set(@Nullable Collection<UUID> erased) throws IOException {
    OwnerConnection.inWords(
        urls,
        () -> {
          connection.setAutoCommit(false);
          run("create schema if not exists " + schema());
          if (erased != null) {
            run("create table if not exists " + table() + " (id uuid primary key)");
            String insert =
                "insert into " + table() + " select unnest(?::uuid[]) on conflict do nothing";
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
              statement.setArray(1, connection.createArrayOf("uuid", erased.toArray()));
              statement.execute();
            }
          }
          connection.commit();
          connection.setAutoCommit(true);
          return true;
        });
  }

  /** Who is to be erased again, as the attempt before knew it; empty if nobody knew. */
  public Optional<Set<UUID>> erased() throws IOException {
    return OwnerConnection.inWords(urls, () -> read(table()));
  }

  /** Who is erased by what the schema itself has; empty if it has no list of them. */
  public Optional<Set<UUID>> erasedInSchema() throws IOException {
    return OwnerConnection.inWords(urls, () -> read(catalogue.name("erased_user")));
  }

  private Optional<Set<UUID>> read(String table) throws SQLException {
    if (catalogue.text("select to_regclass('" + table + "')").equals("null")) {
      return Optional.empty();
    }
    Set<UUID> ids = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from " + table)) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return Optional.of(ids);
  }

  /** Services start on the schema again. */
  public void clear() throws IOException {
    OwnerConnection.inWords(
        urls,
        () -> {
          run("drop schema " + schema() + " cascade");
          return true;
        });
  }

  private String schema() throws SQLException {
    return Catalogue.quoted(urls.schema() + "_restore");
  }

  private String table() throws SQLException {
    return schema() + ".erased";
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
