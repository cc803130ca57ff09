package dev.carillon.users.store.pg;

import dev.carillon.store.gate.Gate;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Function;

/**
 * The connections of one event loop to the directory.
 *
 * @param reads a pipelined client for single statements
 * @param reading its gate
 * @param writes a pool for changes
 * @param writing its gate
 */
public record Connections(SqlClient reads, Gate reading, Pool writes, Gate writing) {
  /** Reads, when there is room. */
  <T> Future<T> read(Function<SqlClient, Future<T>> use) {
    return reading.run(() -> use.apply(reads));
  }

  /** Changes something, when there is room. */
  <T> Future<T> write(Function<Pool, Future<T>> use) {
    return writing.run(() -> use.apply(writes));
  }
}
