package dev.carillon.store.pg.idempotency;

import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A write that may come again.
 *
 * @param call who asks, with the key
 * @param contract what is asked for; keys of different contracts are different
 * @param request what its fingerprint is taken of
 * @param type what is kept as the answer
 * @param subject whom an answer is about, so that it can be scrubbed with the rest of what is known
 *     of them; null if it holds nothing personal
 */
public record IdempotentWrite<R>(
    Call call,
    String contract,
    Record request,
    Class<R> type,
    Function<R, @Nullable String> subject) {

  /** A write of a contract. */
  public static <R> IdempotentWrite<R> of(
      Call call,
      Contract<?, ?> contract,
      Record request,
      Class<R> type,
      Function<R, @Nullable String> subject) {
    return new IdempotentWrite<>(call, contract.address(), request, type, subject);
  }

  /** What the write does, on the connection of its transaction. */
  public interface Effect<R> {
    /** Does it. */
    Future<R> on(SqlClient connection);
  }
}
