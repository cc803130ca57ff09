package dev.carillon.users.store.mongo;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.FindOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages and statistics of profiles, behind a bulkhead of their own because they may take longer.
 */
final class ProfileLists {
  private final ProfileCollection documents;
  private final ProfileCollection queries;

  ProfileLists(ProfileCollection documents, ProfileCollection queries) {
    this.documents = documents;
    this.queries = queries;
  }

  Future<ProfilePage> find(FindProfiles request) {
    Cursor cursor = Cursor.parse(request.page().cursor(), request.order());
    ProfilePath sort = request.sort();
    return sort != null && cursor != null && ProfileQuery.isCut(cursor)
        ? documents
            .findOne(ProfileConditions.byId(cursor.id()))
            .compose(last -> page(request, ProfileRows.cursorAt(cursor, sort, last)))
        : page(request, cursor);
  }

  Future<ProfileStats> stats(ProfileStatsQuery request) {
    Future<List<JsonObject>> all = queries.aggregate(ProfileQuery.statistics(request, null));
    Future<List<JsonObject>> groups =
        request.by() == null
            ? Future.succeededFuture(List.of())
            : queries.aggregate(ProfileQuery.statistics(request, request.by()));
    return Future.all(all, groups)
        .map(v -> ProfileRows.stats(all.result(), request.by() == null ? null : groups.result()));
  }

  private Future<ProfilePage> page(FindProfiles request, @Nullable Cursor cursor) {
    int limit = request.page().limit();
    FindOptions options =
        new FindOptions().setSort(ProfileQuery.order(request)).setLimit(limit + 1);
    return queries
        .find(ProfileQuery.page(request, cursor), options)
        .map(
            found ->
                new ProfilePage(
                    found.stream().limit(limit).map(ProfileRows::profile).toList(),
                    found.size() > limit
                        ? ProfileRows.cursor(request, found.get(limit - 1))
                        : null));
  }
}
