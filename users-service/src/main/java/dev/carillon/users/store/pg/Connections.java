package dev.carillon.users.store.pg;

import dev.carillon.store.bulkhead.Bulkhead;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Function;

/**
 * The connections of one event loop to the directory. What may take long has connections of its
 * own, so that it delays only its like.
 *
 * @param reads a pipelined client for users by id
 * @param reading its gate
 * @param queries a pool for lists, counts and the audit
 * @param querying its gate
 * @param writes a pool for changes
 * @param writing its gate
 * @param groups a pool for creates that go together, which do not wait long for a lock
 * @param batching the gate of batches, which are on {@code writes} too
 */
public record Connections(
    SqlClient reads,
    Bulkhead reading,
    Pool queries,
    Bulkhead querying,
    Pool writes,
    Bulkhead writing,
    Pool groups,
    Bulkhead batching) {
  /** Reads users by id, when there is room. */
  <T> Future<T> read(Function<SqlClient, Future<T>> use) {
    return reading.run(() -> use.apply(reads));
  }

  /** Reads something that may take longer, when there is room. */
  <T> Future<T> query(Function<SqlClient, Future<T>> use) {
    return querying.run(() -> use.apply(queries));
  }

  /** Changes something, when there is room. */
  <T> Future<T> write(Function<SqlClient, Future<T>> use) {
    return writing.run(() -> use.apply(writes));
  }

  /** Changes several users at once, when there is room. */
  <T> Future<T> writeGroup(Function<SqlClient, Future<T>> use) {
    return writing.run(() -> use.apply(groups));
  }

  /** Changes many, when there is room. */
  <T> Future<T> writeBatch(Function<SqlClient, Future<T>> use) {
    return batching.run(() -> use.apply(writes));
  }
}
