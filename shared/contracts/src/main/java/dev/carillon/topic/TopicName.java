package dev.carillon.topic;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of topics: segments of lower-case letters, digits, dashes and underscores, with dots
 * between them.
 */
public final class TopicName {
  /** The longest name, in characters. */
  public static final int MAX_LENGTH = 200;

  /** The most segments of a name. */
  public static final int MAX_SEGMENTS = 20;

  /** What a name must be, for who got it wrong. */
  public static final String RULE =
      "must be a topic: segments of a-z, 0-9, - and _ with dots between them, at most "
          + MAX_SEGMENTS
          + " of them and "
          + MAX_LENGTH
          + " characters";

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*+");

  private TopicName() {}

  /** Whether a text is the name of a topic. */
  public static boolean isName(@Nullable String text) {
    return text != null
        && text.length() <= MAX_LENGTH
        && NAME.matcher(text).matches()
        && segments(text).size() <= MAX_SEGMENTS;
  }

  static List<String> segments(String text) {
    return List.of(text.split("\\.", -1));
  }
}
