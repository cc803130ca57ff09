package dev.carillon.contract.live;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicPattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a rule, or replaces it.
 *
 * @param ifMatch the versions that may be replaced; null for any, and for a new one
 * @param onlyNew whether there must be none of this pattern
 */
public record PutTopicRule(
    String pattern, TopicRuleSpec spec, @Nullable IfMatch ifMatch, boolean onlyNew) {
  public PutTopicRule {
    Checks.start()
        .that(TopicPattern.isPattern(pattern), "pattern", TopicPattern.RULE)
        .present("spec", spec)
        .verify();
  }
}
