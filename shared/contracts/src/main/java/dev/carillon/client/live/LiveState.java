package dev.carillon.client.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Live} stands.
 *
 * @param code of the Close frame that ended the last connection; 1006 if there was none, 0 while
 *     there is a connection
 * @param reason why, in words
 * @param retryIn when the next connection is tried; null unless offline
 */
public record LiveState(Kind kind, int code, String reason, @Nullable Duration retryIn) {
  /** Where it is. */
  public enum Kind {
    /** A connection is being made. */
    CONNECTING,
    /** Topics are heard. */
    ONLINE,
    /** There is none; it is tried again. */
    OFFLINE,
    /** It has ended for good. */
    CLOSED
  }

  static LiveState of(Kind kind) {
    return new LiveState(kind, 0, "", null);
  }
}
