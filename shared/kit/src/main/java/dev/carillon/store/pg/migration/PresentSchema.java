package dev.carillon.store.pg.migration;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.time.Timers;
import dev.carillon.text.IntegerText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a schema is what its scripts make, seen in the rows that Flyway has left: each script
 * that is there was applied as it is, and nothing else was. That is so at most starts, and Flyway
 * needs a second of CPU and its classes to say the same. Where anything is otherwise, or cannot be
 * seen, it is asked.
 */
public final class PresentSchema {
  /** The table of the scripts that all services have. */
  public static final String KIT_HISTORY = "flyway_kit_history";

  /** The table of those of a service. */
  public static final String SERVICE_HISTORY = "flyway_schema_history";

  private static final Logger LOG = LoggerFactory.getLogger(PresentSchema.class);

  private static final int LAST = 999_999;
  private static final Pattern SCRIPT = Pattern.compile("V(\\d{1,6})__.*");
  private static final Pattern PLAIN = Pattern.compile("0|[1-9]\\d{0,5}");

  private PresentSchema() {}

  /**
   * Its version; null if Flyway must look. Never fails.
   *
   * @param limit the most that the server may take
   */
  public static Future<@Nullable String> version(
      Vertx vertx, PgConnectOptions owner, String schema, Duration limit) {
    Blocking files = new Blocking("migration scripts", vertx, 1, 1);
    return files
        .run(() -> scripts(schema))
        .compose(scripts -> look(vertx, owner, schema, limit, scripts))
        .eventually(files::close)
        .otherwise(
            failure -> {
              LOG.debug("The histories of {} cannot be seen", schema, failure);
              return null;
            });
  }

  /**
   * The condition, in SQL, that a restore into a schema was begun and not finished. Versions before
   * left a table in the schema instead of a schema beside it.
   */
  public static String unfinishedRestore(String schema) {
    return """
        (to_regnamespace('"%1$s_restore"') is not null
          or to_regclass('"%1$s".restore_unfinished') is not null)
        """
        .formatted(schema)
        .strip();
  }

  /** The numbers of the last scripts of the kit and of the schema that this program has. */
  public static List<String> made(String schema) throws IOException {
    return List.of(last(Scripts.in("db/kit")), last(Scripts.in("db/" + schema)));
  }

  private static String last(Map<String, Integer> scripts) {
    return Integer.toString(
        scripts.keySet().stream()
            .map(SCRIPT::matcher)
            .filter(Matcher::matches)
            .mapToInt(named -> IntegerText.parse(named.group(1), 0, LAST))
            .max()
            .orElse(0));
  }

  private static Map<String, Integer> scripts(String schema) throws IOException {
    Map<String, Integer> scripts = new HashMap<>(Scripts.in("db/kit"));
    scripts.putAll(Scripts.in("db/" + schema));
    return scripts;
  }

  private static Future<@Nullable String> look(
      Vertx vertx,
      PgConnectOptions owner,
      String schema,
      Duration limit,
      Map<String, Integer> scripts) {
    PgConnectOptions options = new PgConnectOptions(owner);
    options.addProperty("application_name", "carillon-migration");
    options.addProperty("statement_timeout", Long.toString(limit.toMillis()));
    Future<PgConnection> connection = PgConnection.connect(vertx, options);
    return Timers.within(connection.compose(open -> look(open, schema, scripts)), limit)
        .onComplete(r -> connection.onSuccess(PresentSchema::close));
  }

  private static void close(PgConnection connection) {
    connection.close().onFailure(e -> LOG.debug("Already closed", e));
  }

  private static Future<@Nullable String> look(
      PgConnection connection, String schema, Map<String, Integer> scripts) {
    String kit = "\"" + schema + "\"." + KIT_HISTORY;
    String service = "\"" + schema + "\"." + SERVICE_HISTORY;
    return connection
        .query(
            """
            select to_regclass('%s') is not null and to_regclass('%s') is not null
              and not %s
            """
                .formatted(kit, service, unfinishedRestore(schema)))
        .execute()
        .compose(
            seen ->
                Boolean.TRUE.equals(seen.iterator().next().getBoolean(0))
                    ? connection
                        .query(rows(kit, false) + " union all " + rows(service, true))
                        .execute()
                        .map(rows -> version(rows, scripts))
                    : Future.succeededFuture(null));
  }

  /** What has no version says who made the schema. */
  private static String rows(String history, boolean isService) {
    return """
        select %s as own, version, type, script, checksum, success
        from %s where version is not null
        """
        .formatted(isService, history);
  }

  private static @Nullable String version(RowSet<Row> rows, Map<String, Integer> scripts) {
    Map<String, Integer> missing = new HashMap<>(scripts);
    int last = 0;
    for (Row row : rows) {
      boolean isBaseline = "BASELINE".equals(row.getString("type"));
      Integer checksum = missing.remove(row.getString("script"));
      boolean isKnown =
          isBaseline || (checksum != null && checksum.equals(row.getInteger("checksum")));
      String version = row.getString("version");
      if (!isKnown || !row.getBoolean("success") || !PLAIN.matcher(version).matches()) {
        return null;
      }
      if (row.getBoolean("own")) {
        last = Math.max(last, IntegerText.parse(version, 0, LAST));
      }
    }
    return missing.isEmpty() ? Integer.toString(last) : null;
  }
}
