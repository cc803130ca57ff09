package dev.carillon.notifier.domain.queue;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The proof that this process is alive: a database session that holds a lock under the worker's id.
 * A process that can take the lock knows that the session, and so the worker, has ended.
 */
public interface WorkerSession {
  /**
   * The id to claim under. Opens a session with a new id if there is none; once a session is lost
   * its id is never used again.
   */
  Future<Long> worker();

  /** The id of the open session; null if there is none. */
  @Nullable Long current();

  /** Whether the session of this worker is still open. */
  boolean holds(long worker);

  /** Ends the session. */
  Future<Void> close();
}
