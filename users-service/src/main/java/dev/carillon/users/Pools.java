package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.store.pg.PgClients;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.store.mongo.MongoProfileStore;
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
 * changes and one document client per process; one pipelined client per serving event loop, made by
 * {@link #users} on that loop and closed by its user.
 */
final class Pools {
  private static final int OPENED_AT_START = 5;
  private static final int READ_CONNECTIONS_PER_LOOP = 2;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final UsersConfig config;
  private final PgClients clients;
  private final Pool writes;
  private final MongoClient mongo;

  Pools(Vertx vertx, UsersConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.clients = new PgClients(vertx, config.pg(), STATEMENT_LIMIT);
    this.writes = clients.pool(config.writeConnections(), Map.of());
    this.mongo = MongoClient.create(vertx, mongoConfig());
  }

  PgClients clients() {
    return clients;
  }

  /** A directory for the current event loop, with a read client of its own. */
  UserStore users(Uuid7 ids, Runnable eventWritten) {
    return new PgUserStore(
        clients.pipelined(READ_CONNECTIONS_PER_LOOP),
        writes,
        ids,
        vertx.getOrCreateContext(),
        eventWritten);
  }

  ProfileStore profiles(Clocks clocks) {
    return new MongoProfileStore(mongo, clocks);
  }

  Future<Void> open() {
    return PgClients.open(writes, Math.min(OPENED_AT_START, config.writeConnections()));
  }

  Future<?> ping() {
    return writes.query("select 1").execute();
  }

  Future<?> pingMongo() {
    return mongo.runCommand("ping", new JsonObject().put("ping", 1));
  }

  Future<Void> close() {
    return Future.join(writes.close(), mongo.close()).mapEmpty();
  }

  private JsonObject mongoConfig() {
    String url = config.mongoUrl().reveal();
    String limits = "serverSelectionTimeoutMS=2000&connectTimeoutMS=2000&maxPoolSize=20";
    return new JsonObject()
        .put("connection_string", url + (url.contains("?") ? "&" : "?") + limits)
        .put("useObjectId", false);
  }
}
