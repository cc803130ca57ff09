package dev.carillon.notifier.domain.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queue's tables. Every method is one transaction on the database's clock. */
public interface QueueStore {
  /**
   * Claims what is next: of lanes by their weights, and of the senders of a lane in turn. One batch
   * per lane and attempt number, and one for each mail that is to be sent alone. Mails come in
   * chunks, of which the first is always taken.
   *
   * @param room for how many, and how many of each batch are written down as begun with the claim
   */
  Future<List<Batch>> claim(long worker, Room room);

  /**
   * What a claim has room for.
   *
   * @param mails no chunk that would make it more than these
   * @param bytes no chunk with which the mails would have more than these
   * @param begin how many mails of each batch begin at once
   */
  record Room(int mails, long bytes, int begin) {}

  /**
   * Takes the passes of throttles, all that a mail needs or none. A mail that gets none leaves its
   * lease, and is parked until there is one. May be asked again for the same mails.
   *
   * @return what became of each, in their order: SEND, THROTTLED or GONE
   */
  Future<List<SendDecision>> takePasses(List<PassRequest> requests);

  /**
   * Writes down that mails of leases begin: what is not in this list, nor in that of the claim, was
   * certainly not sent when its worker dies.
   *
   * @return the leases that still exist: mails of others must not be begun
   */
  Future<Set<Long>> begin(Map<Long, List<UUID>> mails);

  /**
   * Stores outcomes of one or several leases. A lease without unsettled mail is deleted.
   *
   * @return the leases that still exist: outcomes of others are discarded
   */
  Future<Set<Long>> settle(List<LeaseOutcome> results);

  /**
   * Renews leases. Only those that the process works on may be named: a lease whose claim was
   * committed but whose answer was lost must expire.
   *
   * @param worker the current id of this process, which takes the leases over: after a lost session
   *     or a restart of the server the old id proves nothing; null if it has none
   * @return those that still exist: the others were rescued
   */
  Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker);

  /**
   * Takes the mail of dead workers back: leases of workers that are gone, and those that are
   * overdue. That a session has ended proves nothing by itself: the living lose theirs when the
   * server restarts, changes over or closes connections, and take their leases over to a new one.
   * What was not begun goes back into the queue as it was; what was begun is noted as perhaps sent,
   * and goes by the rules.
   *
   * @param ownWorkers the ids of this process, whose locks it can take itself
   * @param ownLeases the leases that it works on, which it never rescues
   * @param gone workers whose session was over for so long that a living one would have taken its
   *     leases over; those that still have some and no session are dead
   * @param overdue leases that were expired for longer than a living worker can be late, of which
   *     those that have been renewed meanwhile are left; and those of the caller's workers of which
   *     it has never heard: of them nothing was begun
   */
  Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules);

  /** Puts deferred mail that is due into the queue, the most urgent first, thousands at a time. */
  Future<List<MailChange>> promote();

  /**
   * How long nothing of what waits for a time or a pass will be due; zero where it is not known.
   */
  Future<Duration> untilDue();

  /** Puts parked mail into the queue for which there is a pass, some hundreds at a time. */
  Future<List<MailChange>> release();
}
