package dev.carillon.bench.size;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserSort;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.store.pg.PgUserStore;
import dev.carillon.users.store.pg.UserConnections;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of the directory: every kind of list, searches and the audit. */
final class UserQuestions implements AutoCloseable {
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final UUID FIRST = UUID.fromString("00000000-0000-7000-8000-000000000001");

  private final Pool pool;
  private final Bulkhead bulkhead;
  private final UserStore users;

  /** Connects when first used, and as the service does where a list is concerned. */
  UserQuestions(Vertx vertx, PgClients clients) {
    this.pool = clients.pool(4, Map.of());
    this.bulkhead =
        new Bulkhead(
            "size",
            vertx,
            new Bulkhead.Capacity(8, 8, LIMIT, LIMIT),
            clients::isAbsence,
            Clocks.system(),
            Metrics.globalRegistry);
    Bulkhead.Guarded<SqlClient> all = bulkhead.guard((SqlClient) pool);
    this.users =
        new PgUserStore(
            new UserConnections(all, all, bulkhead.guard(pool), bulkhead.guard(pool), all, all),
            new Uuid7(Clocks.system()),
            vertx.getOrCreateContext(),
            UserNews.NONE);
  }

  static PgClients clients(Vertx vertx, PgUrls urls) {
    return new PgClients(vertx, urls, LIMIT, Clocks.system());
  }

  List<Question> all() {
    Instant monthAgo = Instant.now().minus(Duration.ofDays(30));
    return List.of(
        users("users", filter(null, null, null, null), UserSort.CREATED_AT, null),
        users("users inactive", filter(false, null, null, null), UserSort.CREATED_AT, null),
        users("users active by name", filter(true, null, null, null), UserSort.NAME, null),
        users("users by address", filter(null, null, null, null), UserSort.EMAIL, null),
        users(
            "users inactive, created a month ago",
            filter(false, null, monthAgo, monthAgo.plus(Duration.ofDays(1))),
            UserSort.CREATED_AT,
            null),
        users("users with a rare word", filter(null, "family77", null, null), UserSort.NAME, null),
        users("users with a word of all", filter(null, "person", null, null), UserSort.NAME, null),
        users(
            "users with two words",
            filter(null, "name77 family", null, null),
            UserSort.CREATED_AT,
            null),
        users(
            "users and about how many",
            filter(true, null, null, null),
            UserSort.CREATED_AT,
            ListUsers.Count.ESTIMATE),
        new Question("audit of a user", false, () -> users.audit(new ListAudit(FIRST, PAGE))));
  }

  private static UserFilter filter(
      @Nullable Boolean active,
      @Nullable String words,
      @Nullable Instant from,
      @Nullable Instant until) {
    return new UserFilter(active, words, null, null, from, until);
  }

  private Question users(
      String name, UserFilter filter, UserSort sort, ListUsers.@Nullable Count count) {
    ListUsers request = new ListUsers(filter, sort, false, count, PAGE);
    return new Question(name, false, () -> users.list(request));
  }

  @Override
  public void close() {
    bulkhead.close();
    pool.close().await();
  }
}
