package dev.carillon.notifier.queue;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** The queue's tables as verbs. Every verb is one transaction on the database's clock. */
public interface QueueStore {
  /** Takes up to {@code chunks} chunks; one batch per attempt number. */
  Future<List<Batch>> claim(long worker, int chunks);

  /**
   * Settles mails of a batch.
   *
   * @param last gives the lease back
   * @return false if the lease is no longer this worker's: everything was discarded
   */
  Future<Boolean> settle(Batch batch, List<Settlement> settlements, boolean last);

  /** Keeps the leases of these workers alive. */
  Future<Void> heartbeat(Set<Long> workers);

  /**
   * Makes ready again what dead workers had taken. A worker is dead when its session lock is free
   * and the server has not restarted since, or when its lease has expired.
   *
   * @param own the ids that this process lives under, which are never rescued by it
   * @return how many mails
   */
  Future<Integer> rescue(Set<Long> own);

  /** Makes ready what is due; the number of mails. */
  Future<Integer> promote();
}
