package dev.carillon.bench.simulation;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The product's tables in a PostgreSQL of the simulation, whose clock is the simulation's: the
 * owner puts another function in the place of {@code clock_now()}.
 */
public final class SimRows implements AutoCloseable {
  /** The first key of a worker's lock, as the product has it. */
  private static final String LOCK_CLASS =
      "(select hashtext('carillon worker ' || n.oid) from pg_namespace n"
          + " where n.nspname = current_schema())";

  /** After the start of the server, so that its grace is over. */
  private static final Duration AHEAD = Duration.ofHours(1);

  private static final String[] CLOCK = {
    "set search_path = notifier",
    "create table sim_clock (at timestamptz not null)",
    "insert into sim_clock values (now())",
    "grant select on sim_clock to public",
    "create or replace function clock_now() returns timestamptz language sql stable"
        + " return (select at from notifier.sim_clock)"
  };

  private static final String EMPTY =
      "truncate mail, outcome, ready, lease, deferred, attempt, accept_batch, dedup, merge_window,"
          + " pause, dedup_lost, closed, mail_record, ledger_entry, throttle,"
          + " throttle_key, throttle_pass, mail_hold, mail_change";

  private static final String THROTTLE =
      "insert into throttle (name, template, per_recipient, most, within_millis)"
          + " values ('%s', '%s', true, %d, %d)"
              .formatted(
                  SimThrottle.NAME,
                  SimThrottle.TEMPLATE,
                  SimThrottle.MOST,
                  SimThrottle.WITHIN.toMillis());

  /** Where each mail is, and what is known of it; one line for each. */
  private static final String PLACES =
      """
      select coalesce(string_agg(line, E'\\n' order by line collate "C"), '') from (
        select concat_ws(' ', 'ready', id, lane, attempt, alone) as line
        from ready, unnest(mail_ids) id
        union all
        select concat_ws(' ', 'lease', id, lane, attempt, worker, begun is null or id = any(begun), %1$s)
        from lease, unnest(mail_ids) id
        union all
        select concat_ws(' ', 'deferred', mail_id, lane, attempt, reason, %2$s, throttle_key) from deferred
        union all
        select concat_ws(' ', 'key', key, used, %3$s) from throttle_key
        union all
        select concat_ws(' ', 'pass', key, mail_id, %4$s) from throttle_pass
        union all
        select concat_ws(' ', 'outcome', mail_id, state) from outcome
        union all
        select concat_ws(' ', 'attempt', mail_id, outcome, phase)
        from attempt where outcome <> 'postponed'
      ) places
      """
          .formatted(millis("until"), millis("run_at"), millis("next_at"), millis("at"));

  private final DataDirectory data;
  private final LocalStack stack;
  private final Vertx vertx = Vertx.vertx();
  private final NotifierStores stores;
  private final Connection owner;
  private final PreparedStatement setClock;
  private final Instant epoch = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.SECONDS);

  private static String millis(String column) {
    return "round(extract(epoch from " + column + ") * 1000)::bigint";
  }

  /** Starts a PostgreSQL in a folder. */
  public SimRows(Path folder) throws SQLException {
    this.data = DataDirectory.open(folder);
    this.stack =
        LocalStack.start(data, new LocalStack.External(true, false, true, true), Progress.quiet());
    this.stores =
        new NotifierStores(
            vertx,
            PgUrls.read(ConfigSource.of(stack.config(), Map.of()), "notifier"),
            Clocks.system(),
            Metrics.globalRegistry);
    stores.clients().migrate().await();
    this.owner =
        DriverManager.getConnection(
            LocalStack.jdbcUrl(stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL")));
    for (String sql : CLOCK) {
      change(sql);
    }
    this.setClock = owner.prepareStatement("update sim_clock set at = ?");
  }

  /** As before the first mail, with nobody's lock taken. */
  void empty() {
    change(EMPTY);
    change(THROTTLE);
    change("select pg_advisory_unlock_all()");
  }

  /** What the database's clock says from now on, in milliseconds of the simulation. */
  void at(long millis) {
    try {
      setClock.setTimestamp(1, Timestamp.from(instant(millis)));
      setClock.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A moment of the simulation as the database has it. */
  Instant instant(long millis) {
    return epoch.plusMillis(millis);
  }

  /** The same backwards. */
  long millis(Instant moment) {
    return Duration.between(epoch, moment).toMillis();
  }

  /** Milliseconds since 1970 at the beginning of the simulation. */
  long epochMillis() {
    return epoch.toEpochMilli();
  }

  void lock(long worker) {
    change("select pg_advisory_lock(" + LOCK_CLASS + ", " + worker + ")");
  }

  void unlock(long worker) {
    change("select pg_advisory_unlock(" + LOCK_CLASS + ", " + worker + ")");
  }

  void pauseAll(boolean paused) {
    change(
        paused
            ? "insert into pause (template, since) values ('', clock_now()) on conflict do nothing"
            : "delete from pause");
  }

  private void change(String sql) {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The places of all mail, a line for each, in order. */
  String places() {
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery(PLACES)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  NotifierStores stores() {
    return stores;
  }

  @Override
  public void close() throws SQLException {
    owner.close();
    stores.close().await();
    vertx.close().await();
    stack.close();
    data.close();
  }
}
