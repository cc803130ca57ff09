package dev.carillon.users.store.pg;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.retention.AuditRetention;
import dev.carillon.users.store.pg.erasure.PgAuditRetention;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A directory on an embedded PostgreSQL, and a look into its tables. */
final class PgDirectory implements AutoCloseable {
  private static final Bulkhead.Capacity ROOM =
      new Bulkhead.Capacity(10, 10_000, Duration.ofSeconds(20), Duration.ofSeconds(20));

  private final Backends backends;
  private final Vertx vertx = Vertx.vertx();
  private final Bulkhead bulkhead =
      new Bulkhead(
          "stores under test",
          vertx,
          ROOM,
          PgFailures::isAbsence,
          Clocks.system(),
          Metrics.globalRegistry);
  private final Heard news = new Heard();
  private final Pool pool;
  private final Pool groups;
  private final SqlClient reads;
  private final PgUserStore store;
  private final Database database;

  private PgDirectory(Backends backends) {
    this.backends = backends;
    PgUrls urls = PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users");
    PgClients clients = new PgClients(vertx, urls, Duration.ofSeconds(10), Clocks.system());
    clients.migrate().await();
    this.pool = clients.pool(10, Map.of());
    this.groups = clients.pool(2, Map.of("lock_timeout", "100"));
    this.reads = clients.pipelined(1);
    this.store =
        new PgUserStore(
            new UserConnections(
                bulkhead.guard(reads),
                bulkhead.guard(reads),
                bulkhead.guard(pool),
                bulkhead.guard(pool),
                bulkhead.guard(groups),
                bulkhead.guard(pool)),
            new Uuid7(Clocks.system()),
            vertx.getOrCreateContext(),
            news);
    this.database = openDatabase();
  }

  static PgDirectory start(Path folder) {
    return new PgDirectory(Backends.start(folder));
  }

  /** Somebody must have every event for good, unless a test says otherwise. */
  static final class Heard implements UserNews {
    private final List<DomainEvent<UserEvent>> told = new CopyOnWriteArrayList<>();
    private volatile Predicate<UserEvent> kept = event -> true;

    void keep(Predicate<UserEvent> which) {
      kept = which;
      told.clear();
    }

    List<DomainEvent<UserEvent>> told() {
      return told;
    }

    @Override
    public boolean isKept(UserEvent event) {
      return kept.test(event);
    }

    @Override
    public void tell(DomainEvent<UserEvent> event) {
      told.add(event);
    }

    @Override
    public void written() {}
  }

  /** Who hears of changes. */
  Heard news() {
    return news;
  }

  PgUserStore store() {
    return store;
  }

  /** What changes go through. */
  Pool pool() {
    return pool;
  }

  AuditRetention audit() {
    return new PgAuditRetention(guarded());
  }

  /** The same behind the bulkhead. */
  Bulkhead.Guarded<Pool> guarded() {
    return bulkhead.guard(pool);
  }

  /** What reads by id go through. */
  SqlClient reads() {
    return reads;
  }

  Vertx vertx() {
    return vertx;
  }

  /** As the owner of the tables. */
  Database database() {
    return database;
  }

  /** Another connection of the same. */
  Database openDatabase() {
    return backends.database("USERS");
  }

  @Override
  public void close() {
    database.close();
    reads.close().await();
    pool.close().await();
    groups.close().await();
    bulkhead.close();
    vertx.close().await();
    backends.close();
  }
}
