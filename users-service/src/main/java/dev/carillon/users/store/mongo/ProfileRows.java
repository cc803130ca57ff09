package dev.carillon.users.store.mongo;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads documents, and what an aggregation gives. */
final class ProfileRows {
  private ProfileRows() {}

  static String cursor(FindProfiles request, JsonObject last) {
    ProfilePath sort = request.sort();
    Object value = sort == null ? null : ProfileQuery.value(last.getJsonObject("profile"), sort);
    return new Cursor(request.order(), Doc.of(value), last.getString("_id")).text();
  }

  static Profile profile(JsonObject found) {
    return new Profile(
        UUID.fromString(found.getString("_id")),
        Json.read(found.getJsonObject("profile").encode(), Doc.class),
        found.getLong("version"),
        Instant.parse(found.getString("updatedAt")));
  }

  /** All rows; the pipeline limits how many there are. */
  static Future<List<JsonObject>> collect(ReadStream<JsonObject> stream) {
    Promise<List<JsonObject>> done = Promise.promise();
    List<JsonObject> rows = new ArrayList<>();
    stream
        .exceptionHandler(done::tryFail)
        .endHandler(v -> done.tryComplete(rows))
        .handler(rows::add);
    return done.future();
  }

  static ProfileStats stats(List<JsonObject> all, @Nullable List<JsonObject> groups) {
    JsonObject total = all.isEmpty() ? new JsonObject().put("count", 0) : all.get(0);
    return new ProfileStats(
        total.getLong("count"),
        total.getDouble("min"),
        total.getDouble("max"),
        total.getDouble("avg"),
        groups == null
            ? null
            : groups.stream().limit(ProfileStats.MAX_GROUPS).map(ProfileRows::group).toList(),
        groups != null && groups.size() > ProfileStats.MAX_GROUPS);
  }

  private static ProfileStats.Group group(JsonObject row) {
    return new ProfileStats.Group(
        Doc.of(plain(row)),
        row.getLong("count"),
        row.getDouble("min"),
        row.getDouble("max"),
        row.getDouble("avg"));
  }

  private static @Nullable Object plain(JsonObject row) {
    return Json.read(row.encode(), Doc.class).members().get("_id");
  }
}
