package dev.carillon.users.store.mongo;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads documents, and what an aggregation gives. */
final class ProfileRows {
  /** The member of a cursor's value that holds the beginning of a long text. */
  static final String BEGINS = "begins";

  private static final int LONGEST_IN_CURSOR = 200;

  private ProfileRows() {}

  /**
   * Of a long text only the beginning goes into a cursor, as {@code {"begins": ...}}: the rest is
   * read again from its document.
   */
  static String cursor(FindProfiles request, JsonObject last) {
    ProfilePath sort = request.sort();
    Object value = sort == null ? null : ProfileQuery.value(last.getJsonObject("profile"), sort);
    Doc kept =
        value instanceof String text && text.length() > LONGEST_IN_CURSOR
            ? Doc.object(BEGINS, beginning(text))
            : Doc.of(value);
    return new Cursor(request.order(), kept, last.getString("_id")).text();
  }

  private static String beginning(String text) {
    boolean cutsPair = Character.isHighSurrogate(text.charAt(LONGEST_IN_CURSOR - 1));
    return text.substring(0, cutsPair ? LONGEST_IN_CURSOR - 1 : LONGEST_IN_CURSOR);
  }

  /**
   * The cursor that stands on a document. If the document is gone or has another value now, the
   * beginning alone has to do: the page then gives what begins so once more, and leaves out none.
   */
  static Cursor cursorAt(Cursor cursor, ProfilePath sort, @Nullable JsonObject last) {
    String begins = cursor.value().text(BEGINS);
    JsonObject profile = last == null ? null : last.getJsonObject("profile");
    Object value = profile == null ? null : ProfileQuery.value(profile, sort);
    boolean isThere = value instanceof String text && (begins == null || text.startsWith(begins));
    return isThere ? new Cursor(cursor.sort(), Doc.of(value), cursor.id()) : cursor;
  }

  static Profile profile(JsonObject found) {
    return new Profile(
        UuidText.parse(found.getString("_id")),
        Json.read(found.getJsonObject("profile").encode(), Doc.class),
        found.getLong("version"),
        TimeText.parse(found.getString("updatedAt")));
  }

  static ProfileStats stats(List<JsonObject> all, @Nullable List<JsonObject> groups) {
    JsonObject total = all.isEmpty() ? new JsonObject().put("count", 0) : all.get(0);
    return new ProfileStats(
        total.getLong("count"),
        finite(total, "min"),
        finite(total, "max"),
        finite(total, "avg"),
        groups == null
            ? null
            : groups.stream().limit(ProfileStats.MAX_GROUPS).map(ProfileRows::group).toList(),
        groups != null && groups.size() > ProfileStats.MAX_GROUPS);
  }

  private static ProfileStats.Group group(JsonObject row) {
    return new ProfileStats.Group(
        Doc.of(plain(row)),
        row.getLong("count"),
        finite(row, "min"),
        finite(row, "max"),
        finite(row, "avg"));
  }

  private static @Nullable Double finite(JsonObject row, String name) {
    Double value = row.getDouble(name);
    return value != null && Double.isFinite(value) ? value : null;
  }

  private static @Nullable Object plain(JsonObject row) {
    return Json.read(row.encode(), Doc.class).members().get("_id");
  }
}
