package dev.carillon.store.pg.backup;

import dev.carillon.store.pg.migration.PresentSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Utils;

/** What PostgreSQL's catalogue says of a schema. */
final class Catalogue {
  /** $1 schema. Partitions stand for their parents; histories of migrations are not data. */
  private static final String TABLES =
      """
      select t.relname as name,
             array(select a.attname::text from pg_attribute a
                   where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
                     and a.attgenerated = ''
                   order by a.attnum) as columns,
             parent.relname as parent, pg_get_expr(t.relpartbound, t.oid) as bounds
      from pg_class t join pg_namespace n on n.oid = t.relnamespace
        left join pg_inherits i on i.inhrelid = t.oid
        left join pg_class parent on parent.oid = i.inhparent
      where n.nspname = ? and t.relkind = 'r' and t.relname not like 'flyway%'
      order by t.relname
      """;

  private static final String SEQUENCES =
      "select sequencename, last_value from pg_sequences where schemaname = ?";

  private final Connection connection;
  private final String schema;

  Catalogue(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  List<BackedUpSchema.TableRows> tables() throws SQLException {
    List<BackedUpSchema.TableRows> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tables.add(
              new BackedUpSchema.TableRows(
                  rows.getString("name"),
                  List.of((String[]) rows.getArray("columns").getArray()),
                  rows.getString("parent"),
                  rows.getString("bounds"),
                  0));
        }
      }
    }
    return tables;
  }

  Map<String, @Nullable Long> sequences() throws SQLException {
    Map<String, @Nullable Long> sequences = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(SEQUENCES)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sequences.put(rows.getString(1), rows.getObject(2, Long.class));
        }
      }
    }
    return sequences;
  }

  /** The numbers of the last scripts; empty where no migration has been. */
  List<String> versions() throws SQLException {
    List<String> versions = new ArrayList<>();
    for (String history : List.of("flyway_kit_history", "flyway_schema_history")) {
      if (!has(history)) {
        return List.of();
      }
      versions.add(
          text(
              "select version from "
                  + name(history)
                  + " where version is not null order by installed_rank desc limit 1"));
    }
    return versions;
  }

  /** Whether a restore into the schema was begun and not finished. */
  boolean isMarked() throws SQLException {
    return text("select " + PresentSchema.unfinishedRestore(schema)).equals("t");
  }

  boolean has(String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      statement.setString(1, name(table));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /** The only value of a query of ours. */
  String text(String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  /** A name in this schema, quoted. */
  String name(String table) throws SQLException {
    return quoted(schema) + "." + quoted(table);
  }

  static String quoted(String identifier) throws SQLException {
    return Utils.escapeIdentifier(null, identifier).toString();
  }
}
