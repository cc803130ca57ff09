package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.parked.ParkedStore;
import dev.carillon.users.domain.ErasureStore;
import dev.carillon.users.domain.KeyStore;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.domain.retention.AuditRetention;
import dev.carillon.users.domain.tokens.TokenStore;
import dev.carillon.users.store.mongo.MongoLink;
import dev.carillon.users.store.mongo.MongoProfileStore;
import dev.carillon.users.store.pg.PgUserStore;
import dev.carillon.users.store.pg.UserConnections;
import dev.carillon.users.store.pg.erasure.PgAuditRetention;
import dev.carillon.users.store.pg.erasure.PgErasureStore;
import dev.carillon.users.store.pg.keys.PgKeyStore;
import dev.carillon.users.store.pg.tokens.PgTokenStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Opens every connection of users-service, each behind a bulkhead, makes the stores, and closes
 * what it opened. Pools for queries, for changes and for creates that are committed together, and
 * one document client, are shared by the process; every event loop that serves has a pipelined
 * client for reads by id and one for pages besides.
 */
final class UsersStores {
  private static final int OPENED_AT_START = 5;

  /** Two commits with keys and two without may be under way. */
  private static final int GROUPS_PER_LOOP = 4;

  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  /** A list that takes longer would not come in time. */
  private static final Map<String, String> QUERY_SETTINGS = Map.of("statement_timeout", "2500");

  /**
   * Who meets a lock is tried alone, instead of letting the others wait. The planner is kept to the
   * indexes: what it chooses while the table of kept answers is empty would stay when it is not.
   */
  private static final Map<String, String> GROUP_SETTINGS =
      PgClients.byIndex(Map.of("lock_timeout", "100"));

  /** A read by id that takes longer is not waited for. */
  private static final Map<String, String> READ_SETTINGS = Map.of("statement_timeout", "1700");

  /** Who waits longer for an answer about keys has given up. */
  private static final Map<String, String> KEY_SETTINGS = Map.of("statement_timeout", "600");

  private final Vertx vertx;
  private final UsersConfig config;
  private final Clocks clocks;
  private final MeterRegistry registry;
  private final PgClients clients;
  private final Pool queries;
  private final Pool writes;
  private final Pool groups;
  private final Pool keyChecks;
  private final MongoLink mongo;
  private final Queue<SqlClient> pipelined = new ConcurrentLinkedQueue<>();
  private final List<Bulkhead> bulkheads = new ArrayList<>();
  private final Bulkhead reading;
  private final Bulkhead paging;
  private final Bulkhead querying;
  private final Bulkhead writing;
  private final Bulkhead batching;
  private final MongoProfileStore profiles;
  private final KeyStore keys;
  private final TokenStore tokens;

  UsersStores(Vertx vertx, UsersConfig config, Clocks clocks, MeterRegistry registry) {
    this.registry = registry;
    this.vertx = vertx;
    this.config = config;
    this.clocks = clocks;
    this.clients = new PgClients(vertx, config.pg(), STATEMENT_LIMIT, clocks);
    this.queries = clients.pool(config.queries().inside(), QUERY_SETTINGS);
    this.writes = clients.pool(config.writes().inside(), Map.of());
    this.groups = clients.pool(GROUPS_PER_LOOP * config.instances(), GROUP_SETTINGS);
    this.keyChecks = clients.pool(config.keys().inside(), KEY_SETTINGS);
    this.mongo =
        new MongoLink(
            vertx,
            config.mongoUrl().reveal(),
            config.documents().inside() + config.documentQueries().inside());
    this.reading = postgres("users reads", config.reads());
    this.paging = postgres("users pages", config.pages());
    this.querying = postgres("users queries", config.queries());
    this.writing = postgres("users changes", config.writes());
    this.batching = postgres("users batches", config.batches());
    this.profiles =
        new MongoProfileStore(
            documents("profiles", config.documents()).guard(mongo),
            documents("profile queries", config.documentQueries()).guard(mongo),
            clocks);
    Guarded<Pool> checks = postgres("users keys", config.keys()).guard(keyChecks);
    this.keys = keyStore(checks);
    this.tokens = new PgTokenStore(checks, writing.guard(writes));
  }

  private KeyStore keyStore(Guarded<Pool> checks) {
    return new PgKeyStore(
        checks, querying.guard(queries), writing.guard(writes), config.mostKeys());
  }

  private Bulkhead postgres(String name, Bulkhead.Capacity capacity) {
    return kept(
        new Bulkhead(name, vertx, capacity, clients::isAbsence, this::sign, clocks, registry));
  }

  private Bulkhead documents(String name, Bulkhead.Capacity capacity) {
    return kept(
        new Bulkhead(
            name,
            vertx,
            capacity,
            MongoProfileStore::isAbsence,
            this::pingMongo,
            clocks,
            registry));
  }

  private Bulkhead kept(Bulkhead bulkhead) {
    bulkheads.add(bulkhead);
    return bulkhead;
  }

  PgClients clients() {
    return clients;
  }

  /** A directory for the current event loop, with a read client of its own. */
  UserStore users(UserNews news) {
    SqlClient reads = clients.pipelined(config.readConnections(), READ_SETTINGS);
    SqlClient pages =
        clients.pipelined(config.readConnections(), PgClients.byIndex(QUERY_SETTINGS));
    pipelined.addAll(List.of(reads, pages));
    return new PgUserStore(
        new UserConnections(
            reading.guard(reads),
            paging.guard(pages),
            querying.guard(queries),
            writing.guard(writes),
            writing.guard(groups),
            batching.guard(writes)),
        new Uuid7(clocks),
        vertx.getOrCreateContext(),
        news);
  }

  MongoProfileStore profiles() {
    return profiles;
  }

  /** The API keys. */
  KeyStore keys() {
    return keys;
  }

  /** What signs tokens, and what was revoked. */
  TokenStore tokens() {
    return tokens;
  }

  /** The list of erasures. */
  ErasureStore erasures() {
    return new PgErasureStore(querying.guard(queries), writing.guard(writes));
  }

  AuditRetention auditRetention() {
    return new PgAuditRetention(querying.guard(queries));
  }

  /** Events that nobody takes. */
  ParkedStore parked() {
    return new ParkedStore("users", writing.guard(writes));
  }

  /** The answers that idempotency keys got. */
  Idempotency idempotency() {
    return new Idempotency(writes);
  }

  Future<Void> open() {
    return clients
        .start()
        .compose(v -> PgClients.open(writes, Math.min(OPENED_AT_START, config.writes().inside())));
  }

  /**
   * Where nobody waits behind changes, which may all stand behind the locks of a frozen process.
   */
  Future<?> ping() {
    return clients.ping(keyChecks);
  }

  /** Where nobody stays for long, so that what is slow elsewhere is not in the way. */
  private Future<?> sign() {
    return keyChecks.query("select 1").execute();
  }

  Future<?> pingMongo() {
    return mongo.ping();
  }

  Future<Void> close() {
    bulkheads.forEach(Bulkhead::close);
    List<Future<Void>> closing = new ArrayList<>(List.of(clients.stop()));
    pipelined.forEach(reads -> closing.add(reads.close()));
    closing.addAll(
        List.of(queries.close(), writes.close(), groups.close(), keyChecks.close(), mongo.close()));
    return Future.join(closing).mapEmpty();
  }
}
