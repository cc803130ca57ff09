package dev.carillon.gateway.connection;

import java.time.Duration;

/**
 * How long the parts of a connection's life may take; seconds are counted.
 *
 * @param idle from its beginning, or from the end of an answer, to the next whole head
 * @param total for a body to arrive, and then for an ordinary answer to be taken
 * @param stalled how long a reader may take nothing of an answer of any kind
 */
public record ConnectionTimes(Duration idle, Duration total, Duration stalled) {
  /** Those of a server of which nothing else was said. */
  public static final ConnectionTimes USUAL =
      new ConnectionTimes(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
