package dev.carillon.users.store.mongo;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.users.domain.ProfileStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.FindOptions;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.UpdateOptions;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Profile documents on MongoDB: {@code {_id: <user id>, profile: <document>, version, updatedAt}}.
 * Queries name fields of ours only; what a user sends is always a value, never an operator.
 */
public final class MongoProfileStore implements ProfileStore {
  private static final String COLLECTION = "profiles";
  private static final int LIMIT_SECONDS = 4;

  private final MongoClient mongo;
  private final Clocks clocks;

  /** Uses a client that somebody else closes. */
  public MongoProfileStore(MongoClient mongo, Clocks clocks) {
    this.mongo = mongo;
    this.clocks = clocks;
  }

  @Override
  public Future<Profile> put(PutProfile request) {
    JsonObject change =
        new JsonObject()
            .put(
                "$set",
                new JsonObject()
                    .put("profile", new JsonObject(Json.text(request.profile())))
                    .put("updatedAt", clocks.now().toString()))
            .put("$inc", new JsonObject().put("version", 1L));
    Supplier<Future<JsonObject>> upsert =
        () ->
            mongo.findOneAndUpdateWithOptions(
                COLLECTION,
                byId(request.userId()),
                change,
                new FindOptions(),
                new UpdateOptions().setUpsert(true).setReturningNewDocument(true));
    // Two first writes may both want to insert; the one that loses finds a document to change.
    return translate(
            upsert.get().recover(e -> isDuplicate(e) ? upsert.get() : Future.failedFuture(e)))
        .map(MongoProfileStore::profile);
  }

  @Override
  public Future<Profile> get(UUID userId) {
    return translate(mongo.findOne(COLLECTION, byId(userId), null))
        .map(
            found -> {
              if (found == null) {
                throw Failure.notFound("profile of user", userId);
              }
              return profile(found);
            });
  }

  private static boolean isDuplicate(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("E11000");
  }

  private static JsonObject byId(UUID userId) {
    return new JsonObject().put("_id", userId.toString());
  }

  private static Profile profile(JsonObject found) {
    return new Profile(
        UUID.fromString(found.getString("_id")),
        Json.read(found.getJsonObject("profile").encode(), Doc.class),
        found.getLong("version"),
        Instant.parse(found.getString("updatedAt")));
  }

  /** Whatever the driver reports here is about the server: requests are checked before. */
  private static <T> Future<T> translate(Future<T> answer) {
    return answer
        .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .recover(
            e ->
                Future.failedFuture(
                    Failure.of(
                        FailureCode.UNAVAILABLE,
                        "The document store cannot be reached at the moment",
                        e)));
  }
}
