package dev.carillon.notifier.domain.retention;

import io.vertx.core.Future;
import java.time.Duration;

/** Where mail lies that is to be forgotten. Each call is one transaction of bounded length. */
public interface RetentionStore {
  /** Makes what the mail of the next weeks is stored in, where it is missing. */
  Future<Void> makeWeeks();

  /**
   * Takes the content of mails that were settled so long ago.
   *
   * @return how many it looked at; 0 if there is nothing to do now
   */
  Future<Integer> forgetContent(Duration keep, int most);

  /** Forgets mails that were settled so long ago; how many. */
  Future<Integer> forgetRecords(Duration keep, int most);

  /** Forgets who took mails that were forgotten; how many claims. */
  Future<Integer> forgetClaims(Duration keep, int most);

  /** Forgets ticks, events that had their effect, and parked events, of so long ago; how many. */
  Future<Integer> forgetEvents(Duration keep, int most);

  /**
   * Puts into the books what is settled for good, of so many mails of the next batches.
   *
   * @return whether there is more of it to do at once; not where another process is about it
   */
  Future<Boolean> balance(int most);

  /** Drops what the mail of one week was stored in, if that is over by so long and empty. */
  Future<Integer> dropWeek(Duration keep);
}
