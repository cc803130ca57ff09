package dev.carillon.bus.canary;

import dev.carillon.async.time.Clocks;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The question itself: a message without content and with a header, which every handler answers
 * with the time of its wall clock before it looks at anything else. So an address is tried as it
 * is, and not beside it.
 */
public final class Canary {
  private static final String HEADER = "c-canary";

  private Canary() {}

  /** Whether a message is one. */
  public static boolean is(Message<?> message) {
    return message.body() == null && message.headers().contains(HEADER);
  }

  /** In microseconds since 1970. */
  public static void answer(Message<?> message, Clocks clocks) {
    message.reply(micros(clocks.now()));
  }

  static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  static DeliveryOptions options(long millis, boolean isHere) {
    return new DeliveryOptions().setSendTimeout(millis).setLocalOnly(isHere).addHeader(HEADER, "1");
  }
}
