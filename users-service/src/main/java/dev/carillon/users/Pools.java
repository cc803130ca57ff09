package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.store.gate.Gate;
import dev.carillon.store.pg.PgClients;
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
import java.util.Map;

/**
 * Makes every connection of users-service to its stores, and closes what it made. One pool for
 * changes and one document client per process, each behind a gate; one pipelined client per serving
 * event loop, made by {@link #users} on that loop and closed by its user.
 */
final class Pools {
  private static final int OPENED_AT_START = 5;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final UsersConfig config;
  private final PgClients clients;
  private final Pool writes;
  private final Gate writing;
  private final Gate reading;
  private final MongoClient mongo;
  private final Gate documents;

  Pools(Vertx vertx, UsersConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.clients = new PgClients(vertx, config.pg(), STATEMENT_LIMIT);
    this.writes = clients.pool(config.writes().inside(), Map.of());
    this.writing = new Gate("users changes", vertx, config.writes());
    this.reading = new Gate("users reads", vertx, config.reads());
    this.mongo = MongoClient.create(vertx, mongoConfig());
    this.documents = new Gate("profiles", vertx, config.documents());
  }

  PgClients clients() {
    return clients;
  }

  /** A directory for the current event loop, with a read client of its own. */
  UserStore users(Uuid7 ids, Runnable eventWritten) {
    return new PgUserStore(
        new Connections(clients.pipelined(config.readConnections()), reading, writes, writing),
        ids,
        vertx.getOrCreateContext(),
        eventWritten);
  }

  MongoProfileStore profiles(Clocks clocks) {
    return new MongoProfileStore(mongo, documents, clocks);
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
    writing.close();
    reading.close();
    documents.close();
    return Future.join(writes.close(), mongo.close()).mapEmpty();
  }

  private JsonObject mongoConfig() {
    String url = config.mongoUrl().reveal();
    String limits =
        "serverSelectionTimeoutMS=1000&connectTimeoutMS=1000&timeoutMS=4000&maxPoolSize="
            + config.documents().inside();
    return new JsonObject()
        .put("connection_string", url + (url.contains("?") ? "&" : "?") + limits)
        .put("useObjectId", false);
  }
}
