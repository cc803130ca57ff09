package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.store.mongo.MongoProfileStore;
import dev.carillon.users.store.pg.Connections;
import dev.carillon.users.store.pg.PgUserStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes every connection of users-service to its stores, and closes what it made. UsersStores for
 * queries, for changes and for creates that go together, and one document client per process, each
 * behind a gate; one pipelined client per serving event loop for reads by id, made by {@link
 * #users} on that loop and closed by its user.
 */
final class UsersStores {
  private static final int OPENED_AT_START = 5;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  /** A list that takes longer would not come in time. */
  private static final Map<String, String> QUERY_SETTINGS = Map.of("statement_timeout", "2500");

  /** Who meets a lock is tried alone, instead of letting the others wait. */
  private static final Map<String, String> GROUP_SETTINGS = Map.of("lock_timeout", "100");

  private final Vertx vertx;
  private final UsersConfig config;
  private final PgClients clients;
  private final Pool queries;
  private final Pool writes;
  private final Pool groups;
  private final MongoClient mongo;
  private final Bulkhead reading;
  private final Bulkhead querying;
  private final Bulkhead writing;
  private final Bulkhead batching;
  private final Bulkhead documents;
  private final Bulkhead searching;

  UsersStores(Vertx vertx, UsersConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.clients = new PgClients(vertx, config.pg(), STATEMENT_LIMIT);
    this.queries = clients.pool(config.queries().inside(), QUERY_SETTINGS);
    this.writes = clients.pool(config.writes().inside(), Map.of());
    this.groups = clients.pool(2 * config.instances(), GROUP_SETTINGS);
    this.mongo = MongoClient.create(vertx, mongoConfig());
    this.reading = postgres("users reads", config.reads());
    this.querying = postgres("users queries", config.queries());
    this.writing = postgres("users changes", config.writes());
    this.batching = postgres("users batches", config.batches());
    this.documents = documents("profiles", config.documents());
    this.searching = documents("profile queries", config.documentQueries());
  }

  private Bulkhead postgres(String name, Bulkhead.Capacity limits) {
    return new Bulkhead(name, vertx, limits, PgFailures::isAbsence);
  }

  private Bulkhead documents(String name, Bulkhead.Capacity limits) {
    return new Bulkhead(name, vertx, limits, MongoProfileStore::isAbsence);
  }

  PgClients clients() {
    return clients;
  }

  /** A directory for the current event loop, with a read client of its own. */
  UserStore users(Uuid7 ids, Runnable eventWritten) {
    return new PgUserStore(
        new Connections(
            clients.pipelined(config.readConnections()),
            reading,
            queries,
            querying,
            writes,
            writing,
            groups,
            batching),
        ids,
        vertx.getOrCreateContext(),
        eventWritten);
  }

  MongoProfileStore profiles(Clocks clocks) {
    return new MongoProfileStore(mongo, documents, searching, clocks);
  }

  /** The answers that idempotency keys got. */
  Idempotency idempotency() {
    return new Idempotency(writes);
  }

  Future<Void> open() {
    return PgClients.open(writes, Math.min(OPENED_AT_START, config.writes().inside()));
  }

  Future<?> ping() {
    return writes.query("select 1").execute();
  }

  Future<?> pingMongo() {
    return mongo.runCommand("ping", new JsonObject().put("ping", 1));
  }

  Future<Void> close() {
    List.of(reading, querying, writing, batching, documents, searching).forEach(Bulkhead::close);
    return Future.join(queries.close(), writes.close(), groups.close(), mongo.close()).mapEmpty();
  }

  private JsonObject mongoConfig() {
    String url = config.mongoUrl().reveal();
    String limits =
        "serverSelectionTimeoutMS=1000&connectTimeoutMS=1000&timeoutMS=4000&maxPoolSize="
            + (config.documents().inside() + config.documentQueries().inside());
    return new JsonObject()
        .put("connection_string", url + (url.contains("?") ? "&" : "?") + limits)
        .put("useObjectId", false);
  }
}
