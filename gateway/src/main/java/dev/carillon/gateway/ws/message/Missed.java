package dev.carillon.gateway.ws.message;

/**
 * Messages that a client does not get. It is told so in band: no hole is silent.
 *
 * @param from the first of them
 * @param to the last of them
 */
public record Missed(String topic, String epoch, long from, long to) {
  /** One message. */
  public static Missed of(LiveMessage message) {
    return new Missed(message.topic(), message.epoch(), message.seq(), message.seq());
  }

  /** Whether the other one goes on where this one ends. */
  public boolean isFollowedBy(Missed next) {
    return epoch.equals(next.epoch) && next.from == to + 1;
  }

  /** Both as one. */
  public Missed with(Missed next) {
    return new Missed(topic, epoch, from, next.to);
  }
}
