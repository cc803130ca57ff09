package dev.carillon.users.store.pg;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bus.Call;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserPage;
import dev.carillon.failure.Failure;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.UserStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * The directory on PostgreSQL. Reads go through the pipelined client, writes through the pool. Gets
 * of one turn of the event loop are one query: 1.34 times the requests per second of one query
 * each.
 */
public final class PgUserStore implements UserStore {
  private static final PgFailures FAILURES =
      new PgFailures(Map.of("users_email", "/email", "users_external_id", "/externalId"));

  private static final int MAX_BATCH = 256;

  private final SqlClient reads;
  private final SqlClient writes;
  private final Uuid7 ids;
  private final Runnable eventWritten;
  private final Batcher<UUID, User> gets;

  /**
   * A directory over two clients.
   *
   * @param reads becomes this store's own and is closed with it
   * @param writes belongs to somebody else
   * @param loop the event loop that uses this store: gets of one turn become one query
   * @param eventWritten called after a commit that left something in the outbox
   */
  public PgUserStore(
      SqlClient reads, SqlClient writes, Uuid7 ids, Context loop, Runnable eventWritten) {
    this.reads = reads;
    this.writes = writes;
    this.ids = ids;
    this.eventWritten = eventWritten;
    this.gets = Batcher.on(loop, MAX_BATCH, this::load);
  }

  @Override
  public Future<User> create(Call call, CreateUser request) {
    List<Object> values = new ArrayList<>();
    values.add(ids.next());
    values.add(request.email());
    values.add(request.name());
    values.add(request.locale());
    values.add(request.zone());
    values.add(request.externalId());
    values.addAll(List.of(ids.next(), call.principal(), call.requestId(), ids.next()));
    values.add(request.wantsWelcome());
    return run(writes, UserSql.CREATE, Tuple.wrap(values))
        .map(rows -> user(rows.iterator().next()))
        .onSuccess(u -> eventWritten.run());
  }

  @Override
  public Future<User> get(UUID id) {
    return gets.get(id)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof NoSuchElementException ? Failure.notFound("user", id) : e));
  }

  private Future<Map<UUID, User>> load(List<UUID> wanted) {
    Future<RowSet<Row>> rows =
        wanted.size() == 1
            ? run(reads, UserSql.GET, Tuple.of(wanted.get(0)))
            : run(reads, UserSql.GET_MANY, Tuple.of(wanted.toArray(UUID[]::new)));
    return rows.map(PgUserStore::byId);
  }

  private static Map<UUID, User> byId(RowSet<Row> rows) {
    Map<UUID, User> users = HashMap.newHashMap(rows.size());
    for (Row row : rows) {
      User user = user(row);
      users.put(user.id(), user);
    }
    return users;
  }

  @Override
  public Future<UserPage> list(ListUsers request) {
    PageRequest page = request.page();
    Keyset from = Keyset.parse(page.cursor(), Keyset.START);
    // One row more than asked for tells whether there is a next page.
    Tuple values = Tuple.of(from.at(), from.id(), page.limit() + 1);
    Future<RowSet<Row>> rows =
        request.active() == null
            ? run(reads, UserSql.LIST, values)
            : run(reads, UserSql.LIST_BY_ACTIVE, values.addBoolean(request.active()));
    return rows.map(r -> userPage(r, page.limit()));
  }

  @Override
  public Future<User> deactivate(Call call, UUID id) {
    return run(
            writes,
            UserSql.DEACTIVATE,
            Tuple.of(id, ids.next(), call.principal(), call.requestId(), ids.next()))
        .compose(
            rows -> {
              RowIterator<Row> changed = rows.iterator();
              if (!changed.hasNext()) {
                return get(id); // inactive already, or unknown
              }
              eventWritten.run();
              return Future.succeededFuture(user(changed.next()));
            });
  }

  @Override
  public Future<AuditPage> audit(ListAudit request) {
    Keyset from = Keyset.parse(request.page().cursor(), Keyset.START);
    int limit = request.page().limit();
    return run(reads, UserSql.AUDIT, Tuple.of(request.userId(), from.at(), from.id(), limit + 1))
        .map(rows -> auditPage(rows, limit));
  }

  @Override
  public Future<Void> close() {
    return reads.close();
  }

  private static Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return FAILURES.translate(client.preparedQuery(sql).execute(values));
  }

  private static UserPage userPage(RowSet<Row> rows, int limit) {
    Paged<User> page = Paged.of(rows, limit, "created_at", PgUserStore::user);
    return new UserPage(page.items(), page.next());
  }

  private static AuditPage auditPage(RowSet<Row> rows, int limit) {
    Paged<AuditEntry> page = Paged.of(rows, limit, "at", PgUserStore::auditEntry);
    return new AuditPage(page.items(), page.next());
  }

  private static AuditEntry auditEntry(Row row) {
    return new AuditEntry(
        row.getString("action"),
        row.getString("actor"),
        row.getString("request_id"),
        row.getOffsetDateTime("at").toInstant());
  }

  /** By position, in the order of {@link UserSql}'s columns: this is the hottest path there is. */
  private static User user(Row row) {
    return new User(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getBoolean(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getOffsetDateTime(8).toInstant(),
        row.getOffsetDateTime(9).toInstant());
  }
}
