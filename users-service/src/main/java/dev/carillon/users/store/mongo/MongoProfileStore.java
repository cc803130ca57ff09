package dev.carillon.users.store.mongo;

import com.mongodb.ConnectionString;
import dev.carillon.async.time.Clocks;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.users.domain.ProfileStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Profile documents on MongoDB: {@code {_id: <user id>, profile: <document>, version, updatedAt}}.
 * A deleted one keeps its version and has no {@code profile}; that of an erased user has {@code
 * erased} besides.
 */
public final class MongoProfileStore implements ProfileStore {
  private static final int PATCH_TRIES = 5;

  private final ProfileCollection documents;
  private final ProfileLists lists;
  private final Clocks clocks;

  /**
   * Uses links that somebody else closes.
   *
   * @param documents for single documents
   * @param queries for what may take longer
   */
  public MongoProfileStore(
      Guarded<MongoLink> documents, Guarded<MongoLink> queries, Clocks clocks) {
    this.documents = new ProfileCollection(documents);
    this.lists = new ProfileLists(this.documents, new ProfileCollection(queries));
    this.clocks = clocks;
  }

  /** Makes an index for each of the fields that are often searched or sorted by. */
  public Future<Void> index(List<ProfilePath> fields) {
    return Future.all(
            fields.stream()
                .map(f -> new JsonObject().put(ProfileQuery.key(f), 1).put("_id", 1))
                .map(documents::index)
                .toList())
        .mapEmpty();
  }

  @Override
  public Future<Profile> put(PutProfile request) {
    JsonObject found =
        ProfileConditions.byId(request.userId())
            .put("erased", new JsonObject().put("$exists", false));
    IfMatch versions = request.ifMatch();
    boolean mayInsert = versions == null;
    if (versions != null) {
      ProfileConditions.require(found, versions);
    } else if (request.onlyNew()) {
      found.put("profile", new JsonObject().put("$exists", false));
    }
    JsonObject change =
        set(new JsonObject().put("profile", new JsonObject(Json.text(request.profile()))));
    // Two first writes may both want to insert; the one that loses finds a document to change.
    return documents
        .update(found, change, mayInsert)
        .recover(
            e ->
                ProfileConditions.isDuplicate(e)
                    ? documents.update(found, change, mayInsert)
                    : Future.failedFuture(e))
        .recover(
            e ->
                ProfileConditions.isDuplicate(e)
                    ? inTheWay(request.userId())
                    : Future.failedFuture(e))
        .map(after -> ProfileRows.profile(ProfileConditions.required(after)));
  }

  /** Why a document could be neither changed nor made: it was to be new, or the user is erased. */
  private Future<@Nullable JsonObject> inTheWay(UUID userId) {
    return get(userId)
        .recover(
            e ->
                Future.failedFuture(
                    ProfileConditions.isUnknown(e) ? Failure.notFound("user", userId) : e))
        .compose(
            there ->
                Future.failedFuture(
                    Failure.of(FailureCode.PRECONDITION, "There is a profile already")));
  }

  @Override
  public Future<Profile> patch(PatchProfile request) {
    IfMatch allowed = request.ifMatch() == null ? IfMatch.ANY : request.ifMatch();
    return patch(request, allowed, 1);
  }

  private Future<Profile> patch(PatchProfile request, IfMatch allowed, int tries) {
    return get(request.userId())
        .compose(
            before -> {
              if (!allowed.allows(before.version())) {
                throw ProfileConditions.otherVersion();
              }
              IfMatch exactly = new IfMatch(false, List.of(before.version()));
              Doc merged = before.profile().merged(request.patch());
              return merged.equals(before.profile())
                  ? Future.succeededFuture(before)
                  : put(new PutProfile(request.userId(), merged, exactly, false));
            })
        .recover(
            e ->
                allowed.any() && tries < PATCH_TRIES && ProfileConditions.isOtherVersion(e)
                    ? patch(request, allowed, tries + 1)
                    : Future.failedFuture(e));
  }

  @Override
  public Future<Profile> get(UUID userId) {
    return documents
        .findOne(ProfileConditions.present(userId))
        .map(
            found -> {
              if (found == null) {
                throw Failure.notFound("profile of user", userId);
              }
              return ProfileRows.profile(found);
            });
  }

  @Override
  public Future<Void> delete(ChangeUser request) {
    JsonObject found = ProfileConditions.present(request.id());
    IfMatch versions = request.ifMatch();
    if (versions == null) {
      return documents.update(found, removal(), false).mapEmpty();
    }
    ProfileConditions.require(found, versions);
    return documents.update(found, removal(), false).map(ProfileConditions::required).mapEmpty();
  }

  @Override
  public Future<Boolean> erase(UUID userId) {
    JsonObject change = removal();
    change.getJsonObject("$set").put("erased", true);
    Supplier<Future<@Nullable JsonObject>> upsert =
        () -> documents.update(ProfileConditions.byId(userId), change, true);
    JsonObject there =
        ProfileConditions.byId(userId).put("profile", new JsonObject().put("$exists", true));
    return documents
        .findOne(there)
        .compose(
            found ->
                upsert
                    .get()
                    .recover(
                        e ->
                            ProfileConditions.isDuplicate(e)
                                ? upsert.get()
                                : Future.failedFuture(e))
                    .map(found != null));
  }

  @Override
  public Future<ProfilePage> find(FindProfiles request) {
    return lists.find(request);
  }

  @Override
  public Future<ProfileStats> stats(ProfileStatsQuery request) {
    return lists.stats(request);
  }

  private JsonObject set(JsonObject fields) {
    return new JsonObject()
        .put("$set", fields.put("updatedAt", clocks.now().toString()))
        .put("$inc", new JsonObject().put("version", 1L));
  }

  private JsonObject removal() {
    return set(new JsonObject()).put("$unset", new JsonObject().put("profile", ""));
  }

  /** Whether the driver can read a URL; what it says of one that it cannot may repeat it. */
  public static boolean isUrl(String url) {
    try {
      return !new ConnectionString(url).getHosts().isEmpty();
    } catch (RuntimeException wrong) {
      return false;
    }
  }

  /** Whether a failure says that the server is away. */
  public static boolean isAbsence(Throwable cause) {
    return cause instanceof Failure failure
        && (failure.code() == FailureCode.UNAVAILABLE
            || ProfileConditions.isLost(failure.getCause()));
  }
}
