package dev.carillon.request;

import dev.carillon.failure.Failure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a token is about: a topic's name in which {@code *} stands for one segment, and
 * {@code >} at the end for one or more. ASCII and lower case only, so that no two names look alike.
 */
public final class TopicPattern {
  /** What a pattern must be, for whoever got it wrong. */
  public static final String RULE =
      "must be a topic: segments of a-z, 0-9, _ and - with dots between them, at most 20 of them and"
          + " 200 characters, where * stands for one segment and > at the end for the rest";

  private static final int MAX_LENGTH = 200;
  private static final int MAX_SEGMENTS = 20;
  private static final Pattern FORM = Pattern.compile("(([a-z0-9_-]+|\\*)\\.)*([a-z0-9_-]+|\\*|>)");
  private static final Pattern TOPIC = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final String ONE = "*";
  private static final String REST = ">";

  private final String text;
  private final String[] segments;

  private TopicPattern(String text) {
    this.text = text;
    this.segments = text.split("\\.", -1);
  }

  /** Reads one. INVALID if it is none. */
  public static TopicPattern parse(@Nullable String text) {
    if (text == null
        || text.length() > MAX_LENGTH
        || !FORM.matcher(text).matches()
        || text.chars().filter(c -> c == '.').count() >= MAX_SEGMENTS) {
      throw Failure.invalid("", RULE);
    }
    return new TopicPattern(text);
  }

  /** Whether a topic of this name is meant; what is no topic's name is never meant. */
  public boolean matches(String topic) {
    if (topic.length() > MAX_LENGTH || !TOPIC.matcher(topic).matches()) {
      return false;
    }
    String[] named = topic.split("\\.", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].equals(REST)) {
        return named.length > i && named.length <= MAX_SEGMENTS;
      }
      if (i >= named.length || !(segments[i].equals(ONE) || segments[i].equals(named[i]))) {
        return false;
      }
    }
    return named.length == segments.length;
  }

  /**
   * Whether all of these topics are named by scopes of a kind, one of which must name them all. A
   * scope's pattern has a star at its end alone, for everything below what stands before.
   */
  public boolean isWithin(Scopes scopes, Scope.Kind kind) {
    return scopes.all().stream()
        .anyMatch(
            scope ->
                scope.kind() == Scope.Kind.ADMIN
                    || (scope.kind() == kind && isWithin(scope.pattern())));
  }

  private boolean isWithin(String scope) {
    if (scope.equals(Scope.ALL_TOPICS)) {
      return true;
    }
    if (!scope.endsWith("." + ONE)) {
      return text.equals(scope);
    }
    String above = scope.substring(0, scope.length() - 1);
    return text.startsWith(above) && text.length() > above.length();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TopicPattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
