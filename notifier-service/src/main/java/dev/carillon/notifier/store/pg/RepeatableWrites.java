package dev.carillon.notifier.store.pg;

import dev.carillon.contract.Answered;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes on guarded connections that may be repeated under an idempotency key. */
public final class RepeatableWrites {
  private final GuardedClient<Pool> client;
  private final Idempotency idempotency;

  /** Uses connections that somebody else closes. */
  public RepeatableWrites(GuardedClient<Pool> client) {
    this.client = client;
    this.idempotency = new Idempotency(client.client());
  }

  /**
   * Does the write and keeps its answer in one transaction, or gives the answer that the same
   * request got before; without a key it is simply done. UNAVAILABLE, IN_PROGRESS,
   * IDEMPOTENCY_MISMATCH.
   */
  public <R> Future<Answered<R>> once(
      @Nullable IdempotencyKey key, Class<R> type, IdempotentWrite.Effect<R> effect) {
    return once(key, type, answer -> null, effect);
  }

  /**
   * The same for answers that name somebody.
   *
   * @param subject whom an answer names, such as {@link #subject}: it goes when that one is erased
   */
  public <R> Future<Answered<R>> once(
      @Nullable IdempotencyKey key,
      Class<R> type,
      Function<R, @Nullable String> subject,
      IdempotentWrite.Effect<R> effect) {
    IdempotentWrite<R> write = new IdempotentWrite<>(key, type, subject);
    return client
        .use(pool -> idempotency.once(write, effect))
        .map(once -> new Answered<>(once.value(), once.replayed()));
  }

  /** As whom an address is written down; the migrations know it too. */
  public static String subject(String address) {
    return "address:" + address.toLowerCase(Locale.ROOT);
  }
}
