package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicPattern;

/** Reads the rule of a pattern. */
public record GetTopicRule(String pattern) {
  public GetTopicRule {
    Checks.start().that(TopicPattern.isPattern(pattern), "pattern", TopicPattern.RULE).verify();
  }
}
