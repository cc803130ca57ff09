package dev.carillon.notifier.domain.retention;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Forgets mail in small steps beside the traffic: what it says first, what is known of it later.
 * Both times count from the moment a mail was settled; mail that is not settled is kept as long as
 * that takes.
 */
public final class Retention {
  /** How many mails a step moves: some tens of milliseconds. */
  public static final int STEP = 1_000;

  /** How many mails a step over the books looks at: some tens of milliseconds. */
  private static final int BOOKED = 2_000;

  private final RetentionStore store;
  private final Duration content;
  private final Duration record;

  /**
   * Does nothing until {@link #step}.
   *
   * @param content how long a settled mail can be read, at least a day
   * @param record how long its states, times and attempts are known, at least as long
   */
  public Retention(RetentionStore store, Duration content, Duration record) {
    this.store = store;
    this.content = content;
    this.record = record;
  }

  /** Makes room for the mail of the next weeks, and forgets a little. True if there is more. */
  public Future<Boolean> step() {
    return store
        .makeWeeks()
        .compose(v -> balanceAll())
        .compose(v -> store.forgetContent(content, STEP))
        .compose(moved -> forgetRest().map(forgotten -> moved + forgotten > 0))
        .compose(
            more ->
                more
                    ? Future.succeededFuture(true)
                    : store.dropWeek(content).map(dropped -> dropped > 0));
  }

  private Future<Integer> forgetRest() {
    return store
        .forgetRecords(record, STEP)
        .compose(mails -> store.forgetClaims(record, STEP).map(claims -> mails + claims))
        .compose(mails -> store.forgetEvents(record, STEP).map(events -> mails + events));
  }

  /**
   * Puts into the books what is settled for good, so that it may leave. True if there is more of it
   * to do at once.
   */
  public Future<Boolean> balance() {
    return store.balance(BOOKED);
  }

  /** Before anything leaves. Each step is a statement, so that the chain of futures is short. */
  private Future<Void> balanceAll() {
    return balance().compose(more -> more ? balanceAll() : Future.succeededFuture());
  }
}
