package dev.carillon.notifier.store.pg.queue;

import org.jspecify.annotations.Nullable;

/** Where new mail stands in the queue. Safe from any thread. */
@FunctionalInterface
public interface Places {
  /**
   * Gives mails of a sender their places in a lane.
   *
   * @param sender null for the service itself
   * @return the place before the first of them
   */
  long place(int lane, @Nullable String sender, int mails);
}
