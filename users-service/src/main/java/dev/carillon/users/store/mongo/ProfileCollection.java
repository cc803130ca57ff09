package dev.carillon.users.store.mongo;

import dev.carillon.async.task.Work;
import dev.carillon.async.trace.Span;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.UpdateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The collection of profiles behind a bulkhead; what the driver fails with is translated. Each
 * command is a span of whoever asked, without the wait at the bulkhead.
 */
final class ProfileCollection {
  private static final String NAME = "profiles";

  private final Guarded<MongoLink> link;

  ProfileCollection(Guarded<MongoLink> link) {
    this.link = link;
  }

  /** Past the bulkhead: for the start only. */
  Future<Void> index(JsonObject keys) {
    return link.client().client().createIndex(NAME, keys);
  }

  Future<@Nullable JsonObject> findOne(JsonObject query) {
    return read("find", mongo -> mongo.findOne(NAME, query, null));
  }

  Future<List<JsonObject>> find(JsonObject query, FindOptions options) {
    return read("find", mongo -> mongo.findWithOptions(NAME, query, options));
  }

  /** Changes the document that fits, and gives it as it is then; null if none fits. */
  Future<@Nullable JsonObject> update(JsonObject query, JsonObject change, boolean upsert) {
    UpdateOptions options = new UpdateOptions().setUpsert(upsert).setReturningNewDocument(true);
    return run(
        "findAndModify",
        mongo ->
            mongo.change(
                query.getString("_id"),
                () ->
                    mongo
                        .client()
                        .findOneAndUpdateWithOptions(
                            NAME, query, change, new FindOptions(), options)));
  }

  /** All rows; the pipeline limits how many there are. */
  Future<List<JsonObject>> aggregate(JsonArray pipeline) {
    return read("aggregate", mongo -> collect(mongo.aggregate(NAME, pipeline)));
  }

  private static Future<List<JsonObject>> collect(ReadStream<JsonObject> stream) {
    Promise<List<JsonObject>> done = Promise.promise();
    List<JsonObject> rows = new ArrayList<>();
    stream
        .exceptionHandler(done::tryFail)
        .endHandler(v -> done.tryComplete(rows))
        .handler(rows::add);
    return done.future();
  }

  private <T> Future<T> read(String command, Function<MongoClient, Future<T>> use) {
    return run(
        command,
        mongo ->
            use.apply(mongo.client())
                .recover(e -> Future.failedFuture(ProfileConditions.translate(e))));
  }

  private <T> Future<T> run(String command, Function<MongoLink, Future<T>> use) {
    TracePoint asked = Traces.here();
    return link.run(
        mongo -> {
          Span span = Traces.begin(command + " " + NAME, asked).note("db.system.name", "mongodb");
          return Work.begin(() -> use.apply(mongo)).onComplete(r -> span.end(r.cause()));
        });
  }
}
