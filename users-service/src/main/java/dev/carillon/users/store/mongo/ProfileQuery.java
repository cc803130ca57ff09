package dev.carillon.users.store.mongo;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.ProfileFilter;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.text.IntegerText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Queries on profiles. Every operator in them is written here; what a request brings is a scalar
 * value, or a path below {@code profile} none of whose steps can be an operator.
 */
final class ProfileQuery {
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,3}");
  private static final List<String> SORTED_TYPES = List.of("number", "string", "bool");

  private ProfileQuery() {}

  /** The documents of a page. */
  static JsonObject page(FindProfiles request, @Nullable Cursor cursor) {
    JsonArray all = conditions(request.filters());
    ProfilePath sort = request.sort();
    if (sort != null) {
      isOneOf(all, sort, SORTED_TYPES);
    }
    if (cursor != null) {
      all.add(sort == null ? afterId(cursor, request) : afterValue(cursor, sort, request));
    }
    return new JsonObject().put("$and", all);
  }

  /** The order of a page. */
  static JsonObject order(FindProfiles request) {
    int direction = request.descending() ? -1 : 1;
    JsonObject order = new JsonObject();
    if (request.sort() != null) {
      order.put(key(request.sort()), direction);
    }
    return order.put("_id", direction);
  }

  /** What is sorted by, as a document has it. */
  static @Nullable Object value(JsonObject profile, ProfilePath path) {
    Object at = profile;
    for (String step : path.steps()) {
      at =
          switch (at) {
            case JsonObject object -> object.getValue(step);
            case JsonArray array when isIndex(step) && index(step) < array.size() ->
                array.getValue(index(step));
            case null, default -> null;
          };
    }
    return at;
  }

  /** One group of all, or the groups of {@code by}, the largest first. */
  static JsonArray statistics(ProfileStatsQuery request, @Nullable ProfilePath by) {
    JsonArray all = conditions(request.filters());
    isOneOf(all, request.field(), List.of("number"));
    String value = "$" + key(request.field());
    JsonObject group =
        new JsonObject()
            .put("_id", by == null ? null : "$" + key(by))
            .put("count", new JsonObject().put("$sum", 1))
            .put("min", new JsonObject().put("$min", value))
            .put("max", new JsonObject().put("$max", value))
            .put("avg", new JsonObject().put("$avg", value));
    return new JsonArray()
        .add(new JsonObject().put("$match", new JsonObject().put("$and", all)))
        .add(new JsonObject().put("$group", group))
        .add(new JsonObject().put("$sort", new JsonObject().put("count", -1).put("_id", 1)))
        .add(new JsonObject().put("$limit", ProfileStats.MAX_GROUPS + 1));
  }

  static String key(ProfilePath path) {
    return "profile." + path.text();
  }

  private static JsonArray conditions(List<ProfileFilter> filters) {
    JsonArray all = new JsonArray().add(on("profile", "$exists", true));
    filters.forEach(filter -> all.add(condition(filter)));
    return all;
  }

  private static JsonObject condition(ProfileFilter filter) {
    String key = key(filter.field());
    Object value = filter.value().value();
    return switch (filter.operator()) {
      case EQ -> on(key, "$eq", value);
      case NE -> on(key, "$ne", value);
      case GT -> on(key, "$gt", value);
      case GTE -> on(key, "$gte", value);
      case LT -> on(key, "$lt", value);
      case LTE -> on(key, "$lte", value);
      case IN -> on(key, "$in", new JsonArray((List<?>) value));
      case EXISTS -> on(key, "$exists", value);
      case PREFIX -> beginsWith(key, String.valueOf(value));
    };
  }

  private static JsonObject beginsWith(String key, String text) {
    return on(key, "$regex", "^" + literally(text));
  }

  /** Whether a cursor holds less than the value of its document. */
  static boolean isCut(Cursor cursor) {
    String begins = cursor.value().text(ProfileRows.BEGINS);
    if (begins != null && (begins.isEmpty() || begins.indexOf('\0') >= 0)) {
      throw Cursor.unknown();
    }
    return cursor.value().value() == null || cursor.value().isObject();
  }

  private static JsonObject on(String key, String operator, @Nullable Object value) {
    return new JsonObject().put(key, new JsonObject().put(operator, value));
  }

  /** Every ASCII character that is neither letter nor digit is escaped, for any dialect. */
  private static String literally(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 128 && !Character.isLetterOrDigit(c)) {
                escaped.append('\\');
              }
              escaped.appendCodePoint(c);
            });
    return escaped.toString();
  }

  /** A list on the way, or at its end, would make several values of one. */
  private static void isOneOf(JsonArray all, ProfilePath path, List<String> types) {
    List<String> steps = path.steps();
    StringBuilder prefix = new StringBuilder("profile");
    JsonArray lists = new JsonArray();
    for (int i = 0; i < steps.size(); i++) {
      prefix.append('.').append(steps.get(i));
      if (i + 1 == steps.size() || !isIndex(steps.get(i + 1))) {
        lists.add(on(prefix.toString(), "$type", "array"));
      }
    }
    all.add(new JsonObject().put("$or", anyType(key(path), types)));
    all.add(new JsonObject().put("$nor", lists));
  }

  private static JsonArray anyType(String key, List<String> types) {
    JsonArray any = new JsonArray();
    types.forEach(type -> any.add(on(key, "$type", type)));
    return any;
  }

  private static JsonObject afterId(Cursor cursor, FindProfiles request) {
    return on("_id", request.descending() ? "$lt" : "$gt", cursor.id());
  }

  /** Further on in the same type, the same value with a later id, or one of the types after it. */
  private static JsonObject afterValue(Cursor cursor, ProfilePath sort, FindProfiles request) {
    String key = key(sort);
    String begins = cursor.value().text(ProfileRows.BEGINS);
    Object value = begins == null ? cursor.value().value() : begins;
    int type = typeOf(value);
    List<String> later =
        request.descending()
            ? SORTED_TYPES.subList(0, type)
            : SORTED_TYPES.subList(type + 1, SORTED_TYPES.size());
    JsonObject same =
        begins == null
            ? new JsonObject()
                .put(
                    "$and",
                    new JsonArray().add(on(key, "$eq", value)).add(afterId(cursor, request)))
            : beginsWith(key, begins);
    JsonArray any =
        anyType(key, later).add(on(key, request.descending() ? "$lt" : "$gt", value)).add(same);
    return new JsonObject().put("$or", any);
  }

  private static int typeOf(@Nullable Object value) {
    return switch (value) {
      case Number number -> 0;
      case String text -> 1;
      case Boolean flag -> 2;
      case null, default -> throw Cursor.unknown();
    };
  }

  private static int index(String step) {
    return IntegerText.parse(step, 0, Integer.MAX_VALUE);
  }

  private static boolean isIndex(String step) {
    return INDEX.matcher(step).matches();
  }
}
