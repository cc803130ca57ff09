package dev.carillon.contract.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rules.
 *
 * @param version of all of them: the greatest that any rule ever had
 * @param rules null if they are those that the asker knows
 */
public record TopicRuleSet(long version, @Nullable List<TopicRule> rules) {
  public TopicRuleSet {
    rules = rules == null ? null : List.copyOf(rules);
  }
}
