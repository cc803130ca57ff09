package dev.carillon.store.pg.idempotency;

import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A write that may come again.
 *
 * @param key what it may be repeated under; null if it may not
 * @param type what is kept as the answer
 * @param subject whom an answer is about, so that it can be scrubbed with the rest of what is known
 *     of them; null if it holds nothing personal
 */
public record IdempotentWrite<R>(
    @Nullable IdempotencyKey key, Class<R> type, Function<R, @Nullable String> subject) {

  /** What the write does, on the connection of its transaction. */
  public interface Effect<R> {
    /** Does it. */
    Future<R> on(SqlClient connection);
  }
}
