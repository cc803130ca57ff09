package dev.carillon.bench.mail.round;

import dev.carillon.bench.report.Goals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every row runs on.
 *
 * @param context where everything of a contestant lives
 * @param seconds of a round
 */
public record Stage(
    Vertx vertx, Context context, Meter meter, Turns turns, int seconds, Books books, Goals goals) {
  /** Made on the context. */
  public <T> T made(Supplier<T> maker) {
    return on(() -> Future.succeededFuture(maker.get()));
  }

  /** Begun on the context, and waited for. */
  public <T extends @Nullable Object> T on(Supplier<? extends Future<? extends T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().<T>map(t -> t).onComplete(result));
    return result.future().await();
  }
}
