package dev.carillon.users.store.pg;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.UserPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists, counts and the audit, on connections of their own because they may take longer. A page
 * without a search is one seek in an index, and goes down a pipeline: two fifths less of the
 * server's time than a connection for each.
 */
final class UserLists {
  /** So few users are counted even where an estimate would do, which may be far off for them. */
  private static final int FEW = 10_000;

  /**
   * Longer than the index takes for half a million words. A beginning of more, such as "p", would
   * take it seconds; but then those who fit are found soon in the order of the list.
   */
  private static final String SEARCH_LIMIT = "set local statement_timeout = 300";

  private final Guarded<SqlClient> pages;
  private final Guarded<Pool> queries;

  UserLists(Guarded<SqlClient> pages, Guarded<Pool> queries) {
    this.pages = pages;
    this.queries = queries;
  }

  Future<UserPage> list(ListUsers request) {
    UserQuery query = new UserQuery(request);
    Cursor cursor = query.cursor();
    String words = request.filter().q();
    return words == null
        ? page(request, query, null, cursor)
        : search(UserQuery.search(words)).compose(found -> page(request, query, found, cursor));
  }

  /** Whom the index of words finds; null for too many, also if the index does not end in time. */
  private Future<UUID @Nullable []> search(UserQuery.Statement search) {
    return queries
        .run(
            pool ->
                pool.withTransaction(
                    on ->
                        on.query(SEARCH_LIMIT)
                            .execute()
                            .compose(v -> UserRows.run(on, search.sql(), search.values()))))
        .map(UserQuery::found)
        .recover(
            e ->
                e instanceof Failure late && late.code() == FailureCode.TIMEOUT
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(e));
  }

  Future<AuditPage> audit(ListAudit request) {
    Keyset from = Keyset.parse(request.page().cursor(), Keyset.START);
    int limit = request.page().limit();
    Tuple values = Tuple.of(request.userId(), from.at(), from.id(), limit + 1);
    return queries
        .run(reads -> UserRows.run(reads, UserSql.AUDIT, values))
        .map(
            rows -> {
              Paged<AuditEntry> page = Paged.of(rows, limit, "at", UserRows::auditEntry);
              return new AuditPage(page.items(), page.next());
            });
  }

  private Future<UserPage> page(
      ListUsers request, UserQuery query, UUID @Nullable [] found, @Nullable Cursor cursor) {
    UserQuery.Statement page =
        query.page(query.where(found, UserQuery.Words.IN_ORDER), cursor, request.page().limit());
    Guarded<? extends SqlClient> on = request.filter().q() == null ? pages : queries;
    if (request.count() == null) {
      return run(on, page).map(rows -> query.read(rows, null));
    }
    Future<@Nullable Long> count =
        count(request.count(), query.where(found, UserQuery.Words.BY_INDEX));
    return run(on, page).compose(rows -> count.map(n -> query.read(rows, n)));
  }

  private Future<@Nullable Long> count(ListUsers.@Nullable Count how, Where where) {
    return switch (how) {
      case null -> Future.succeededFuture(null);
      case EXACT -> exactCount(where);
      case ESTIMATE ->
          run(UserQuery.estimate(where))
              .map(UserQuery::estimated)
              .compose(n -> n > FEW ? Future.succeededFuture(n) : exactCount(where));
    };
  }

  private Future<@Nullable Long> exactCount(Where where) {
    return run(UserQuery.exactCount(where)).map(rows -> rows.iterator().next().getLong("n"));
  }

  private Future<RowSet<Row>> run(UserQuery.Statement statement) {
    return run(queries, statement);
  }

  private static Future<RowSet<Row>> run(
      Guarded<? extends SqlClient> on, UserQuery.Statement statement) {
    return on.run(reads -> UserRows.run(reads, statement.sql(), statement.values()));
  }
}
