package dev.carillon.notifier.domain.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The queue's tables as verbs. Every verb is one transaction on the database's clock. */
public interface QueueStore {
  /** Takes up to {@code chunks} chunks; one batch per attempt number. */
  Future<List<Batch>> claim(long worker, int chunks);

  /**
   * Settles mails, of one or several batches. A lease of which nothing is left is given back.
   *
   * @return the leases that were still this worker's: what was of another one is discarded
   */
  Future<Set<Long>> settle(List<LeaseOutcome> results);

  /**
   * Keeps these leases alive. Only what is really in somebody's hands may be named: a lease whose
   * claim was committed but whose answer was lost must run out.
   *
   * @param worker the id that this process lives under now, and from now on the leases too: after a
   *     lost session or a restart of the server the old one says nothing; null if it has none
   * @return which of them there still are: the others were rescued by somebody else
   */
  Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker);

  /**
   * Makes ready again what dead workers had taken: leases whose worker's session lock is free while
   * the server has not restarted since, and leases that have expired.
   *
   * @param ownWorkers the ids that this process lives under; their locks say nothing to it
   * @param ownLeases what it still works on, which it never rescues
   * @param hold whether they are settled as unknown instead: nobody knows how far they came
   * @return what they are now
   */
  Future<List<MailChange>> rescue(Set<Long> ownWorkers, Set<Long> ownLeases, boolean hold);

  /** Makes ready what is due, some thousands at a time. */
  Future<List<MailChange>> promote();
}
