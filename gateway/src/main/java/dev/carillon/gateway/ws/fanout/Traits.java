package dev.carillon.gateway.ws.fanout;

import dev.carillon.gateway.ws.message.SlowReader;
import java.time.Duration;

/**
 * How a topic goes out.
 *
 * @param slow what becomes of what a client does not take
 * @param batch how long messages are gathered before they go out: 0 for no longer than the loop's
 *     turn, at most 50 ms
 * @param lasting whether it is counted with nobody listening
 */
public record Traits(SlowReader slow, Duration batch, boolean lasting) {
  /** At once, to clients that keep up. */
  public static final Traits USUAL = new Traits(SlowReader.DISCONNECT, Duration.ZERO, false);

  /** The same, counted always. */
  public static final Traits LASTING = new Traits(SlowReader.DISCONNECT, Duration.ZERO, true);

  /** Who knows the traits of topics. Asked often and from every thread: it answers from memory. */
  @FunctionalInterface
  public interface Source {
    /** Those of a topic now. */
    Traits of(String topic);
  }
}
