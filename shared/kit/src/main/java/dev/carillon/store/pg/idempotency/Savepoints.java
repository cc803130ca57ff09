package dev.carillon.store.pg.idempotency;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Transactions in which a statement may be refused without undoing the others. (The client's own
 * transactions end with the first statement that fails, savepoint or not.)
 */
public final class Savepoints {
  private Savepoints() {}

  /** Commits what the work did if it succeeds, and undoes it if it fails. */
  static <T> Future<T> transaction(Pool pool, Function<SqlConnection, Future<T>> work) {
    return pool.withConnection(
        c ->
            execute(c, "begin")
                .compose(v -> work.apply(c))
                // PostgreSQL would "commit" a transaction that it has given up: ask it first.
                .compose(
                    result -> execute(c, "select 1").compose(v -> execute(c, "commit")).map(result))
                .recover(e -> undo(c, e)));
  }

  /**
   * The same for work that begins with a look whose statements go out with the beginning, and ends
   * with a statement that PostgreSQL refuses where it has given the transaction up: two round trips
   * less, and one for each statement of the look but the first.
   */
  static <L, T> Future<T> transaction(
      Pool pool,
      Function<SqlConnection, Future<L>> look,
      BiFunction<SqlConnection, L, Future<T>> work) {
    return pool.withConnection(
        c -> {
          Future<Void> begun = execute(c, "begin");
          Future<L> looked = look.apply(c);
          return begun
              .compose(v -> looked)
              .compose(found -> work.apply(c, found))
              .compose(result -> execute(c, "commit").map(result))
              .recover(e -> undo(c, e));
        });
  }

  /** Goes back to where the transaction was when the work fails. */
  public static <T> Future<T> attempt(SqlClient tx, Supplier<Future<T>> work) {
    return execute(tx, "savepoint attempt")
        .compose(v -> work.get())
        .compose(
            result -> execute(tx, "release savepoint attempt").map(result),
            e ->
                execute(tx, "rollback to savepoint attempt")
                    .compose(v -> execute(tx, "release savepoint attempt"))
                    .transform(v -> Future.failedFuture(e)));
  }

  /** A rollback fails when the connection is gone, and with it the transaction. */
  private static <T> Future<T> undo(SqlConnection c, Throwable cause) {
    return execute(c, "rollback").transform(v -> Future.failedFuture(cause));
  }

  private static Future<Void> execute(SqlClient client, String statement) {
    return client.query(statement).execute().mapEmpty();
  }
}
