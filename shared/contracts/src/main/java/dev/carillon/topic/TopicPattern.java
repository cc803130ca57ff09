package dev.carillon.topic;

import dev.carillon.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a rule is about: the name of a topic in which a segment may be {@code *} (any one
 * segment) or {@code {userId}} (the caller's user id), and the last one {@code >} (one segment or
 * more).
 *
 * <p>Of two patterns that fit the same topic the more specific one counts, from the left: a literal
 * before {@code {userId}}, that before {@code *}, that before {@code >}. Two different patterns
 * never tie: where they agree in all kinds of segments and fit the same topic, they agree in the
 * literals too.
 *
 * @param text as it is written
 * @param segments its parts
 */
public record TopicPattern(String text, List<String> segments) {
  /** Any one segment. */
  public static final String ANY = "*";

  /** All the rest, which is one segment at least. */
  public static final String REST = ">";

  /** The caller's user id; of a caller without one, any segment. */
  public static final String USER = "{userId}";

  /** What a pattern must be, for who got it wrong. */
  public static final String RULE =
      "must be a pattern of topics: a topic in which a segment may be * or {userId}, and the last"
          + " one >";

  private static final Pattern LITERAL = Pattern.compile("[a-z0-9_-]+");

  public TopicPattern {
    segments = List.copyOf(segments);
  }

  /** Whether a text is a pattern. */
  public static boolean isPattern(@Nullable String text) {
    if (text == null || text.length() > TopicName.MAX_LENGTH) {
      return false;
    }
    List<String> segments = TopicName.segments(text);
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean fits =
          isOpen(segment)
              || (segment.equals(REST) && i == segments.size() - 1)
              || LITERAL.matcher(segment).matches();
      if (!fits) {
        return false;
      }
    }
    return segments.size() <= TopicName.MAX_SEGMENTS;
  }

  /** Reads a pattern. INVALID if it is none. */
  public static TopicPattern parse(String text) {
    if (!isPattern(text)) {
      throw Failure.invalid("", RULE);
    }
    return new TopicPattern(text, TopicName.segments(text));
  }

  /** Whether a topic is one of these, whoever asks. */
  public boolean matches(String topic) {
    return matches(topic, null);
  }

  /**
   * Whether a topic is one of these for a caller.
   *
   * @param userId what {@code {userId}} stands for; null for any segment
   */
  public boolean matches(String topic, @Nullable String userId) {
    List<String> named = TopicName.segments(topic);
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (i == named.size()) {
        return false;
      }
      if (segment.equals(REST)) {
        return true;
      }
      if (!fits(segment, named.get(i), userId)) {
        return false;
      }
    }
    return named.size() == segments.size();
  }

  private static boolean fits(String segment, String named, @Nullable String userId) {
    return switch (segment) {
      case ANY -> true;
      case USER -> userId == null || userId.equals(named);
      default -> segment.equals(named);
    };
  }

  /**
   * A text for each pattern, by whose order the more specific of two that fit the same topic comes
   * first: a digit for the kind of each segment.
   */
  public String rank() {
    StringBuilder rank = new StringBuilder();
    for (String segment : segments) {
      rank.append(
          switch (segment) {
            case USER -> '1';
            case ANY -> '2';
            case REST -> '3';
            default -> '0';
          });
    }
    return rank.toString();
  }

  /** The regular expression (of POSIX and of Java) that fits the same topics. */
  public String regex() {
    List<String> parts = new ArrayList<>();
    for (String segment : segments) {
      parts.add(
          switch (segment) {
            case USER, ANY -> "[^.]+";
            case REST -> ".+";
            default -> segment;
          });
    }
    return "^" + String.join("\\.", parts) + "$";
  }

  private static boolean isOpen(String segment) {
    return segment.equals(ANY) || segment.equals(USER);
  }
}
