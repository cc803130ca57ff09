package dev.carillon.notifier.domain.delivery;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets mail that is about to be stored go straight into this process's hands instead of through the
 * queue: reserve room, store under the worker's id, take what was stored. From any thread.
 */
public interface DirectLease {
  /**
   * Reserves room for {@code mails}, all of them or none. Whoever was given a worker calls {@link
   * #take} with the same number afterwards, also when the store failed.
   *
   * @return the worker to lease the mails to; null if they must go into the queue
   */
  Future<@Nullable Long> reserve(int mails);

  /**
   * Gives a reservation back and sends what was stored under it.
   *
   * @param reserved how many mails were reserved; 0 if none were
   * @param batches what was stored for the worker; empty if it went into the queue or failed
   */
  void take(int reserved, List<Batch> batches);

  /** There may be mail in the queue. */
  void wake();
}
