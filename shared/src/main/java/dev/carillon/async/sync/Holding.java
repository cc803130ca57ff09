package dev.carillon.async.sync;

import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Runs an action while something is held, and gives it back however the action ends. */
final class Holding {
  private Holding() {}

  /**
   * What the action gives, after the release; those who listen to it go on before the next holder
   * does, as after asyncio's {@code async with}.
   */
  static <T> Future<T> during(Supplier<Future<T>> action, Runnable release) {
    Promise<T> result = Work.promise();
    Work.begin(action)
        .onComplete(
            r ->
                Trampoline.run(
                    () -> {
                      try {
                        release.run();
                      } catch (RuntimeException notHeld) {
                        result.fail(notHeld);
                        return;
                      }
                      result.handle(r);
                    }));
    return result.future();
  }
}
