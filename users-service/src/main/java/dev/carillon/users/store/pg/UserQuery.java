package dev.carillon.users.store.pg;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserPage;
import dev.carillon.contract.users.UserSort;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import dev.carillon.users.domain.search.SearchWords;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one list request, and what their rows say. A page begins with an index seek to
 * where the page before ended, so that it costs the same at any depth.
 */
final class UserQuery {
  /** Where words find more, they are common, and a page is soon full without an index for them. */
  private static final int MAX_FOUND = 5_000;

  private final ListUsers request;

  /** How users with a word are told from others, where there are too many to name them. */
  enum Words {
    /** All of them at once, for a count. */
    BY_INDEX("search_words(search_name, email, external_id) @@ to_tsquery('simple', %s)"),
    /**
     * One user after the other, for a page, which is soon full. A function of the same meaning that
     * no index knows: the planner takes what it cannot estimate for rare, and would sort them all.
     */
    IN_ORDER(
        "ts_match_vq(search_words(search_name, email, external_id), to_tsquery('simple', %s))");

    private final String condition;

    Words(String condition) {
      this.condition = condition;
    }
  }

  /** A statement with its parameters. */
  record Statement(String sql, Tuple values) {}

  UserQuery(ListUsers request) {
    this.request = request;
  }

  /** Finds at most {@value #MAX_FOUND} and one users by words. */
  static Statement search(String q) {
    return new Statement(UserSql.SEARCH, Tuple.of(words(q), MAX_FOUND + 1));
  }

  /** Whom a search found; null if that is too many to go on with. */
  static UUID @Nullable [] found(RowSet<Row> rows) {
    List<UUID> found = new ArrayList<>();
    rows.forEach(row -> found.add(row.getUUID(0)));
    return found.size() > MAX_FOUND ? null : found.toArray(UUID[]::new);
  }

  /**
   * What the request's filter lets through.
   *
   * @param found the users whom its words find; null if it has none, or they find too many
   * @param how it is asked about words then
   */
  Where where(UUID @Nullable [] found, Words how) {
    UserFilter filter = request.filter();
    Where where = Where.ALL;
    if (filter.active() != null) {
      where = where.and(filter.active() ? "active" : "not active"); // literal, for a partial index
    }
    if (found != null) {
      where = where.and("id = any(%s)", found);
    } else if (filter.q() != null) {
      where = where.and(how.condition, words(filter.q()));
    }
    if (filter.email() != null) {
      where = where.and("lower(email collate \"C\") = %s", filter.email().toLowerCase(Locale.ROOT));
    }
    if (filter.externalId() != null) {
      where = where.and("external_id = %s", filter.externalId());
    }
    if (filter.createdFrom() != null) {
      where = where.and("created_at >= %s", time(filter.createdFrom()));
    }
    return filter.createdTo() == null
        ? where
        : where.and("created_at < %s", time(filter.createdTo()));
  }

  /** The rows that fit, counted one by one. */
  static Statement exactCount(Where where) {
    return new Statement("select count(*) as n from users" + where.sql(), where.parameters());
  }

  /** The plan, which knows about how many rows fit. */
  static Statement estimate(Where where) {
    return new Statement(
        "explain (format json) select 1 from users" + where.sql(), where.parameters());
  }

  static long estimated(RowSet<Row> plan) {
    JsonArray explained =
        plan.iterator().next().getValue(0) instanceof JsonArray json
            ? json
            : new JsonArray(String.valueOf(plan.iterator().next().getValue(0)));
    return explained.getJsonObject(0).getJsonObject("Plan").getLong("Plan Rows");
  }

  /** Where the page before ended; null for the first page. INVALID for one of another list. */
  @Nullable Cursor cursor() {
    return Cursor.parse(request.page().cursor(), request.order());
  }

  /** A page with one row more than asked for, which tells whether there is a next one. */
  Statement page(Where where, @Nullable Cursor cursor, int limit) {
    String key = key(request.sort());
    String direction = request.descending() ? " desc" : "";
    Where from =
        cursor == null
            ? where
            : where.beyond(key, request.descending(), cursorValue(cursor), uuid(cursor.id()));
    String sql =
        "select "
            + UserSql.COLUMNS
            + (request.sort() == UserSort.NAME ? ", search_name" : "")
            + " from users"
            + from.sql()
            + " order by "
            + key
            + direction
            + ", id"
            + direction
            + " limit ";
    return where.equals(Where.ALL) && isUsual(limit)
        ? new Statement(sql + (limit + 1), from.parameters())
        : new Statement(
            sql + "$" + (from.values().size() + 1), from.parameters().addInteger(limit + 1));
  }

  /**
   * Whether the page has a statement of its own, with its number in it, whose plan is kept: the
   * walk along an index that has its order. For a number that it does not know PostgreSQL expects a
   * tenth of the table, and so plans each page anew, which takes longer than the page.
   */
  private boolean isUsual(int limit) {
    return limit == PageRequest.DEFAULT_LIMIT && request.sort() != UserSort.EMAIL;
  }

  UserPage read(RowSet<Row> rows, @Nullable Long count) {
    List<User> users = new ArrayList<>(rows.size());
    Row last = null;
    for (Row row : rows) {
      if (last != null && users.size() == request.page().limit()) {
        return new UserPage(users, behind(users.get(users.size() - 1), last), count);
      }
      users.add(UserRows.user(row));
      last = row;
    }
    return new UserPage(users, null, count);
  }

  /** The cursor of a page's last user. */
  private String behind(User user, Row row) {
    String key =
        switch (request.sort()) {
          case CREATED_AT -> user.createdAt().toString();
          case EMAIL -> user.email().toLowerCase(Locale.ROOT);
          case NAME -> row.getString("search_name");
        };
    return new Cursor(request.order(), Doc.of(key), user.id().toString()).text();
  }

  /** Letters and digits only, so that nothing in them can be a sign of the query language. */
  private static String words(String q) {
    return SearchWords.terms(q).stream().map(UserQuery::term).collect(Collectors.joining(" & "));
  }

  private static String term(SearchWords.Term term) {
    String whole = beginning(term.whole());
    return term.parts().isEmpty()
        ? whole
        : term.parts().stream()
            .map(UserQuery::beginning)
            .collect(Collectors.joining(" & ", "(" + whole + " | (", "))"));
  }

  private static String beginning(String word) {
    return "'" + word + "':*";
  }

  private static String key(UserSort sort) {
    return switch (sort) {
      case CREATED_AT -> "created_at";
      case NAME -> "search_name collate \"C\"";
      case EMAIL -> "lower(email collate \"C\")";
    };
  }

  private Object cursorValue(Cursor cursor) {
    if (!(cursor.value().value() instanceof String text) || text.indexOf('\0') >= 0) {
      throw Cursor.unknown();
    }
    try {
      return request.sort() == UserSort.CREATED_AT ? time(TimeText.parse(text)) : text;
    } catch (Failure notOurs) {
      throw Cursor.unknown();
    }
  }

  private static UUID uuid(String text) {
    try {
      return UuidText.parse(text);
    } catch (Failure notOurs) {
      throw Cursor.unknown();
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
