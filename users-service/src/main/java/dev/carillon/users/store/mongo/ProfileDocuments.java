package dev.carillon.users.store.mongo;

import dev.carillon.failure.Failure;
import dev.carillon.text.UuidText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.mongo.BulkOperation;
import io.vertx.ext.mongo.FindOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** All profile documents as they are stored, for a backup and out of one. */
public final class ProfileDocuments {
  private static final String COLLECTION = "profiles";
  private static final String PROFILE = "profile";
  private static final UUID NOBODY = new UUID(0, 0);
  private static final int BATCH = 500;
  private static final int CONNECTIONS = 2;
  private static final JsonObject ID = new JsonObject().put("_id", 1);

  private final MongoLink link;

  /**
   * Opens no connection before it is used.
   *
   * @param url with the name of the database
   */
  public ProfileDocuments(Vertx vertx, String url) {
    this.link = MongoLink.patient(vertx, url, CONNECTIONS);
  }

  /**
   * Reads all of them; gives how many there were.
   *
   * @param each is given one after the other; what it throws ends the reading
   */
  public Future<Long> read(Consumer<JsonObject> each) {
    return read(new JsonObject(), new FindOptions().setBatchSize(BATCH), each);
  }

  private Future<Long> read(JsonObject which, FindOptions how, Consumer<JsonObject> each) {
    ReadStream<JsonObject> documents = link.client().findBatchWithOptions(COLLECTION, which, how);
    Promise<Long> done = Promise.promise();
    long[] read = new long[1];
    documents
        .exceptionHandler(done::tryFail)
        .endHandler(v -> done.tryComplete(read[0]))
        .handler(
            document -> {
              if (!done.future().isComplete()) {
                try {
                  each.accept(document);
                  read[0]++;
                } catch (RuntimeException e) {
                  done.tryFail(e);
                }
              }
            });
    return done.future();
  }

  /** Whether there is none. */
  public Future<Boolean> isEmpty() {
    return link.client().findOne(COLLECTION, new JsonObject(), ID).map(found -> found == null);
  }

  /** Removes all there are. */
  public Future<Void> clear() {
    return link.client().removeDocuments(COLLECTION, new JsonObject()).mapEmpty();
  }

  /** Writes documents as they were read. */
  public Future<Void> write(List<JsonObject> documents) {
    List<BulkOperation> inserts = new ArrayList<>();
    documents.forEach(document -> inserts.add(BulkOperation.createInsert(document)));
    return inserts.isEmpty()
        ? Future.succeededFuture()
        : link.client().bulkWrite(COLLECTION, inserts).mapEmpty();
  }

  /**
   * Whose profile a document is; none if it only keeps an erased one from coming back. What is
   * named by no id is nobody's.
   */
  public static Optional<UUID> owner(JsonObject document) {
    return document.containsKey(PROFILE)
        ? Optional.of(idOf(String.valueOf(document.getValue("_id"))))
        : Optional.empty();
  }

  private static UUID idOf(String name) {
    try {
      return UuidText.parse(name);
    } catch (Failure notOne) {
      return NOBODY;
    }
  }

  /** Whose profiles there are. */
  public Future<Set<UUID>> owners() {
    Set<UUID> owners = new HashSet<>();
    FindOptions ids = new FindOptions().setBatchSize(BATCH).setFields(ID);
    JsonObject kept = new JsonObject().put(PROFILE, new JsonObject().put("$exists", true));
    return read(kept, ids, document -> owners.add(idOf(String.valueOf(document.getValue("_id")))))
        .map(owners);
  }

  /** Whether anything is left of a user's profile. */
  public Future<Boolean> has(UUID userId) {
    return link.client()
        .findOne(
            COLLECTION,
            new JsonObject()
                .put("_id", userId.toString())
                .put(PROFILE, new JsonObject().put("$exists", true)),
            null)
        .map(found -> found != null);
  }

  /** Gives the connections back. */
  public Future<Void> close() {
    return link.close();
  }
}
