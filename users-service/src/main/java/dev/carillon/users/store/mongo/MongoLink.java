package dev.carillon.users.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.carillon.async.loop.Alone;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.impl.config.MongoClientOptionsParser;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The connections to the document store. The driver ends one whose operation takes too long (4 s);
 * its monitor, which asks every second, ends all of them when the server is silent, also those that
 * nobody uses. Knows which changes have gone out: of one that has not, the end of a connection (in
 * its login, for example) says that nothing was done. Thread-safe.
 */
public final class MongoLink implements CommandListener {
  private static final String CHANGE = "findAndModify";
  private static final Duration OPERATION = Duration.ofSeconds(4);
  private static final Duration UNLIMITED = Duration.ZERO;
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** An operation that fails has the driver look at once: it need not look for itself. */
  private static final Duration ALONE_HEARTBEAT = Duration.ofSeconds(10);

  private final MongoClient client;
  private final ConcurrentHashMap<String, Set<Change>> underWay = new ConcurrentHashMap<>();

  /** A change of one document, and whether it was ever sent. */
  private static final class Change {
    private volatile boolean sent;
  }

  /**
   * Opens no connection before it is used.
   *
   * @param url with the name of the database
   * @param connections at most
   * @param listeners hear of every command besides
   */
  public MongoLink(Vertx vertx, String url, int connections, CommandListener... listeners) {
    this(vertx, url, connections, OPERATION, listeners);
  }

  /** For who reads or removes all there is: no operation ends before the server is silent. */
  static MongoLink patient(Vertx vertx, String url, int connections) {
    return new MongoLink(vertx, url, connections, UNLIMITED);
  }

  private MongoLink(
      Vertx vertx, String url, int connections, Duration operation, CommandListener... listeners) {
    String limits =
        "serverSelectionTimeoutMS=1000&connectTimeoutMS=1000&maxPoolSize=" + connections;
    String limited = url + (url.contains("?") ? "&" : "?") + limits;
    JsonObject config =
        new JsonObject()
            .put("connection_string", limited)
            .put(
                "db_name",
                Objects.requireNonNullElse(
                    new ConnectionString(limited).getDatabase(), MongoClient.DEFAULT_DB_NAME))
            .put("useObjectId", false);
    Duration heartbeat = Alone.of(vertx).isDeclared() ? ALONE_HEARTBEAT : HEARTBEAT;
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder(new MongoClientOptionsParser(vertx, config).settings())
            .timeout(
                operation.toMillis(), TimeUnit.MILLISECONDS) // Vert.x takes neither from the URL
            .applyToServerSettings(
                server -> server.heartbeatFrequency(heartbeat.toMillis(), TimeUnit.MILLISECONDS))
            .addCommandListener(this);
    for (CommandListener listener : listeners) {
      settings.addCommandListener(listener);
    }
    this.client =
        MongoClient.createWithMongoSettings(
            vertx, config, UUID.randomUUID().toString(), settings.build());
  }

  /** For whoever needs no word on what was sent. */
  public MongoClient client() {
    return client;
  }

  /** Asks for a sign of life. */
  public Future<?> ping() {
    return client.runCommand("ping", new JsonObject().put("ping", 1));
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return client.close();
  }

  /** Makes a change of a document; what it fails with is translated. */
  <T> Future<T> change(String id, Supplier<Future<T>> change) {
    Change own = new Change();
    underWay.compute(
        id,
        (i, others) -> {
          Set<Change> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(own);
          return all;
        });
    return change
        .get()
        .onComplete(
            r ->
                underWay.computeIfPresent(
                    id,
                    (i, others) -> {
                      others.remove(own);
                      return others.isEmpty() ? null : others;
                    }))
        .recover(e -> Future.failedFuture(ProfileConditions.translateOfChange(e, own.sent)));
  }

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (event.getCommandName().equals(CHANGE)) {
      BsonDocument query = event.getCommand().getDocument("query");
      BsonValue id = query.get("_id");
      if (id != null && id.isString()) {
        underWay
            .getOrDefault(id.asString().getValue(), Set.of())
            .forEach(change -> change.sent = true);
      }
    }
  }
}
