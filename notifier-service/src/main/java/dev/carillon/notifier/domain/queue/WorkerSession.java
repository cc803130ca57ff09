package dev.carillon.notifier.domain.queue;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The proof that this process lives: a database session that holds a lock under the worker's id. A
 * peer that can take the lock knows that the session, and so the worker, is gone.
 */
public interface WorkerSession {
  /**
   * The id to claim under. Opens a session with a new id if there is none; once a session is lost
   * its id is never used again.
   */
  Future<Long> worker();

  /** The id that it lives under at this moment; null if it has none. */
  @Nullable Long current();

  /** Whether the session of this worker still lives. */
  boolean holds(long worker);

  /** Ends the session. */
  Future<Void> close();
}
