package dev.carillon.gateway.ws.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a topic, for everybody who listens in this process. It is written once for each
 * wording, by whoever needs it first; all event loops share those bytes. Thread-safe.
 */
public final class LiveMessage {
  private final String topic;
  private final String epoch;
  private final long seq;
  private final @Nullable Instant at;
  private final byte[] data;
  private final @Nullable String plain;
  private final boolean gap;
  private final Map<Wording, byte[]> written = new EnumMap<>(Wording.class);

  private LiveMessage(
      String topic,
      String epoch,
      long seq,
      @Nullable Instant at,
      byte[] data,
      @Nullable String plain,
      boolean gap) {
    this.topic = topic;
    this.epoch = epoch;
    this.seq = seq;
    this.at = at;
    this.data = data;
    this.plain = plain;
    this.gap = gap;
  }

  /**
   * A message.
   *
   * @param epoch the place that counts, which never counts two messages alike
   * @param seq what it is the how many-th of, from 1
   * @param data JSON in UTF-8, without line breaks; nobody may change it any more
   */
  public static LiveMessage of(String topic, String epoch, long seq, byte[] data) {
    return new LiveMessage(topic, epoch, seq, null, data, null, false);
  }

  /** The same, which says when it was published. */
  public static LiveMessage of(String topic, String epoch, long seq, Instant at, byte[] data) {
    return new LiveMessage(topic, epoch, seq, at, data, null, false);
  }

  /** A bare text, for clients that speak no protocol. */
  public static LiveMessage plain(String topic, String epoch, long seq, String text) {
    return new LiveMessage(topic, epoch, seq, null, new byte[0], text, false);
  }

  /** Stands for what was lost: its number is that of no message. */
  public static LiveMessage gap(String topic, String epoch, long seq) {
    return new LiveMessage(topic, epoch, seq, null, new byte[0], null, true);
  }

  /** Whether it stands for what was lost. */
  boolean isGap() {
    return gap;
  }

  /** Whose message it is. */
  public String topic() {
    return topic;
  }

  /** Which place counted it. */
  public String epoch() {
    return epoch;
  }

  /** The how many-th of its epoch. */
  public long seq() {
    return seq;
  }

  /** When it was published, if that is known. */
  public @Nullable Instant at() {
    return at;
  }

  /** JSON in UTF-8; not to be changed. */
  public byte[] data() {
    return data;
  }

  /** The message as clients of this kind read it, in UTF-8; not to be changed. */
  public byte[] as(Wording wording) {
    synchronized (written) {
      return written.computeIfAbsent(wording, this::write);
    }
  }

  private byte[] write(Wording wording) {
    if (gap) {
      return wording.missed(Missed.of(this));
    }
    return plain == null ? wording.message(this) : plain.getBytes(StandardCharsets.UTF_8);
  }
}
