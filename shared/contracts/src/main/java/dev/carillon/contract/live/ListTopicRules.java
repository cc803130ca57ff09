package dev.carillon.contract.live;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicPattern;

/** Lists rules by their patterns. */
public record ListTopicRules(PageRequest page) {
  public ListTopicRules {
    Checks.start()
        .that(
            page.cursor() == null || TopicPattern.isPattern(page.cursor()),
            "cursor",
            PageRequest.FOREIGN_CURSOR)
        .verify();
  }
}
