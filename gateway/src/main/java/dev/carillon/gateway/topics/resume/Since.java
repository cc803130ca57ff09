package dev.carillon.gateway.topics.resume;

import dev.carillon.contract.live.TopicPage;
import dev.carillon.failure.Failure;
import dev.carillon.text.IntegerText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From where a client wants the messages of its topics.
 *
 * @param kind how it said so
 * @param positions by epoch, the number of the last message that it has; of an epoch that is not
 *     here it may have missed anything
 */
public record Since(Kind kind, Map<String, Long> positions) {
  /** From the next message on. */
  public static final Since NOW = new Since(Kind.NOW, Map.of());

  /** From the oldest message that is kept. */
  public static final Since OLDEST = new Since(Kind.OLDEST, Map.of());

  /** Topics of a stream, and so the most positions of an id. */
  private static final int MOST = 20;

  private static final int LONGEST = MOST * 64;

  /** How a client says from where. */
  public enum Kind {
    /** From the next message on. */
    NOW,
    /** From the oldest message that is kept. */
    OLDEST,
    /** Behind messages that it names. */
    BEHIND
  }

  public Since {
    positions = Map.copyOf(positions);
  }

  /** Behind one message. */
  public static Since behind(String epoch, long seq) {
    return new Since(Kind.BEHIND, Map.of(epoch, seq));
  }

  /**
   * Reads what {@link #id} wrote, for one topic or for several. {@code 0} is the oldest; what is
   * none of all this is a position that nobody knows.
   */
  public static Since parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return NOW;
    }
    if (text.equals("0")) {
      return OLDEST;
    }
    Map<String, Long> positions = new HashMap<>();
    String[] parts = text.length() > LONGEST ? new String[0] : text.split(",", MOST);
    for (String part : parts) {
      int colon = part.lastIndexOf(':');
      try {
        positions.put(
            part.substring(0, Math.max(0, colon)),
            IntegerText.parseLong(part.substring(colon + 1), 0, Long.MAX_VALUE));
      } catch (Failure malformed) {
        return new Since(Kind.BEHIND, Map.of());
      }
    }
    return new Since(Kind.BEHIND, positions);
  }

  /** Which message of a topic the client has that is there; -1 where nobody knows. */
  long start(TopicPage head) {
    return switch (kind) {
      case NOW -> head.last();
      case OLDEST -> 0;
      case BEHIND -> {
        Long known = positions.get(head.epoch());
        if (known == null) {
          known = fromBefore();
        }
        yield known == null || known > head.last() ? -1 : known;
      }
    };
  }

  /**
   * A topic without messages has no epoch yet: who was told so misses nothing of the first one. Of
   * several topics nobody knows which one it was.
   */
  private @Nullable Long fromBefore() {
    return positions.size() == 1 && Long.valueOf(0).equals(positions.get("")) ? 0L : null;
  }

  /** A position as text, such as {@code 0d4c7f9a2b31:42}. */
  public static String id(String epoch, long seq) {
    return epoch + ":" + seq;
  }
}
