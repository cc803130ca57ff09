package dev.carillon.notifier.queue;

import java.time.Duration;
import java.util.UUID;

/**
 * What became of one mail of a batch.
 *
 * @param kind settled for good, or to be tried again
 * @param delay how long to wait before trying again; zero otherwise
 * @param reply what was said, for the timeline
 */
public record Settlement(UUID mailId, Kind kind, Duration delay, String reply) {

  /** What becomes of it. */
  public enum Kind {
    /** Taken by the server. */
    SENT,
    /** Given up. */
    DEAD,
    /** Again later. */
    RETRY
  }
}
