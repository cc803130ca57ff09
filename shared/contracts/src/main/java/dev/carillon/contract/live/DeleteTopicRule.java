package dev.carillon.contract.live;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicPattern;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the rule of a pattern.
 *
 * @param ifMatch the versions that may be deleted; null for any
 */
public record DeleteTopicRule(String pattern, @Nullable IfMatch ifMatch) {
  public DeleteTopicRule {
    Checks.start().that(TopicPattern.isPattern(pattern), "pattern", TopicPattern.RULE).verify();
  }
}
