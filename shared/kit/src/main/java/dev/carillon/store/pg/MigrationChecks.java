package dev.carillon.store.pg;

import dev.carillon.store.pg.migration.PresentSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at beside a migration: whether processes live that know nothing of the schema that
 * it makes, what an attempt that was broken off has left, and who was in the way.
 *
 * <p>From the schema's promise on ({@code db/<schema>/promise.properties}) two adjacent versions
 * work on it side by side. To reach it, all processes of before must be stopped once, where {@code
 * alone} says so. They are told by the name of their sessions.
 */
final class MigrationChecks {
  /** Older sessions: those that have the name of the service alone. */
  private static final String OLDER =
      """
      select coalesce(host(client_addr) || ':' || client_port, 'a local socket')
             || ' (pid ' || pid || ', since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI:SS') || ')'
      from pg_stat_activity
      where application_name = ? and datname = current_database() order by backend_start limit 5
      """;

  private static final String HOLDERS =
      """
      select string_agg(who, ', ') from (
        select distinct on (a.xact_start, a.pid)
          coalesce(nullif(a.application_name, ''), a.usename::text, 'a session')
            || ' (pid ' || a.pid || ', for '
            || round(extract(epoch from clock_timestamp() - a.xact_start)) || ' s)' as who
        from pg_stat_activity a
        where a.datname = current_database() and a.pid <> pg_backend_pid()
          and (a.backend_xmin is not null or exists (
            select from pg_locks l join pg_class c on c.oid = l.relation
              join pg_namespace n on n.oid = c.relnamespace
            where l.pid = a.pid and l.granted and n.nspname = ?))
          and a.xact_start < clock_timestamp() - interval '1 s'
        order by a.xact_start, a.pid limit 3
      ) holders
      """;

  private final Connection connection;
  private final String schema;

  /** A lock was not to be had in time; whoever waited behind it went on. */
  static final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LockedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Processes live that would not understand what the migration makes. */
  static final class OlderProcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OlderProcessException(String message) {
      super(message);
    }
  }

  MigrationChecks(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /**
   * Before any script: fails where there must be none, and clears up.
   *
   * @param restoring whether this is the restore whose mark stops everybody else
   * @param current the last script that was applied; null for none
   */
  void before(boolean restoring, @Nullable MigrationInfo current) throws SQLException {
    if (!restoring) {
      refuseUnfinishedRestore();
    }
    refuseBesideOlder(current);
    forgetFailed();
  }

  /**
   * A restore that was broken off has not erased again whom it must: nothing may start on that.
   *
   * @throws OlderProcessException in words for people
   */
  private void refuseUnfinishedRestore() throws SQLException {
    if (!texts("select ? where " + PresentSchema.unfinishedRestore(schema), schema).isEmpty()) {
      throw new OlderProcessException("a restore into it was not finished: run it again");
    }
  }

  /** Fails by name where older processes live and the schema is older than its promise. */
  private void refuseBesideOlder(@Nullable MigrationInfo current) throws SQLException {
    Properties promise = promise();
    MigrationVersion version = current == null ? null : current.getVersion();
    if (version == null
        || !Boolean.parseBoolean(promise.getProperty("alone"))
        || version.isAtLeast(promise.getProperty("since"))) {
      return;
    }
    List<String> older = texts(OLDER, ProcessName.service(schema));
    if (!older.isEmpty()) {
      throw new OlderProcessException(
          "processes of an older version are connected, and must be stopped once before this one"
              + " starts: "
              + String.join(", ", older));
    }
  }

  private Properties promise() {
    Properties promise = new Properties();
    try (InputStream file =
        MigrationChecks.class.getResourceAsStream("/db/" + schema + "/promise.properties")) {
      if (file != null) {
        promise.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return promise;
  }

  /**
   * A script that cannot be in a transaction (an index that is built while others work) leaves a
   * note when it fails, which would forbid the next attempt. Such scripts clear up by themselves.
   */
  private void forgetFailed() throws SQLException {
    if (!hasHistory()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from " + history() + " where not success")) {
      delete.executeUpdate();
    }
  }

  private boolean hasHistory() throws SQLException {
    return !texts("select to_regclass(?)::text", history()).contains(null);
  }

  private String history() {
    return "\"" + schema + "\"." + PresentSchema.SERVICE_HISTORY;
  }

  /**
   * Whether a failure is that of a script of another process that starts now: the server has
   * refused nothing here, but there is such a note again.
   */
  boolean isAnothers(Throwable failure) throws SQLException {
    boolean isOfServer =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
            .anyMatch(SQLException.class::isInstance);
    return !isOfServer
        && hasHistory()
        && !texts("select ? from " + history() + " where not success", schema).isEmpty();
  }

  /**
   * Who holds locks of the schema, in words; or a snapshot, for which an index waits that is built
   * while others work.
   */
  String whoHoldsLocks() throws SQLException {
    String who = texts(HOLDERS, schema).get(0);
    return "a lock was not to be had within two seconds, again and again"
        + (who == null ? "" : "; held by " + who);
  }

  private List<@Nullable String> texts(String sql, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      List<@Nullable String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }
}
