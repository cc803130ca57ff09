package dev.carillon.topic.access;

import dev.carillon.failure.Failure;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a token names: a pattern of topics without {@code {userId}}, which a token need not
 * spell in general.
 */
public record TokenPattern(TopicPattern pattern) {
  /** What one must be, for whoever got it wrong. */
  public static final String RULE =
      "must be a topic in which a segment may be *, and the last one >";

  private static final String BELOW = ".*";

  public TokenPattern {
    if (pattern.segments().contains(TopicPattern.USER)) {
      throw Failure.invalid("", RULE);
    }
  }

  /** Reads one. INVALID if it is none. */
  public static TokenPattern parse(@Nullable String text) {
    if (text == null || !TopicPattern.isPattern(text)) {
      throw Failure.invalid("", RULE);
    }
    return new TokenPattern(TopicPattern.parse(text));
  }

  /** Whether a topic is meant; what is no topic's name never is. */
  public boolean matches(String topic) {
    return TopicName.isName(topic) && pattern.matches(topic);
  }

  /**
   * Whether all of these topics are named by one of some scopes, whose patterns have a star at
   * their end alone, for everything below what stands before.
   */
  public boolean isWithin(Scopes scopes, TopicAction action) {
    Scope.Kind kind = action.on(Scope.ALL_TOPICS).kind();
    return scopes.all().stream()
        .anyMatch(
            scope ->
                scope.kind() == Scope.Kind.ADMIN
                    || (scope.kind() == kind && isWithin(scope.pattern())));
  }

  private boolean isWithin(String scope) {
    if (scope.equals(Scope.ALL_TOPICS) || !scope.endsWith(BELOW)) {
      return scope.equals(Scope.ALL_TOPICS) || scope.equals(pattern.text());
    }
    return pattern.text().startsWith(scope.substring(0, scope.length() - 1));
  }
}
