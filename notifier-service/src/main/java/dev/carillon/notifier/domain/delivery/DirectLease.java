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
   * Room for mails.
   *
   * @param worker to lease them to
   * @param mails how many
   * @param sinceNanos when it was given, on the monotonic clock: no lease that is taken for it can
   *     have begun earlier
   */
  record Room(long worker, int mails, long sinceNanos) {}

  /**
   * Reserves room for {@code mails}, all of them or none. Whoever was given some calls {@link
   * #take} with it afterwards, also when the store failed.
   *
   * @return null if they must go into the queue
   */
  Future<@Nullable Room> reserve(int mails);

  /**
   * Gives a reservation back and sends what was stored under it.
   *
   * @param reserved null if nothing was reserved
   * @param batches what was stored for the worker; empty if it went into the queue or failed
   */
  void take(@Nullable Room reserved, List<Batch> batches);

  /** There may be mail in the queue. */
  void wake();
}
