package dev.carillon.contract.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of rules.
 *
 * @param next the cursor of the next page, null at the end
 */
public record TopicRulePage(List<TopicRule> items, @Nullable String next) {
  public TopicRulePage {
    items = List.copyOf(items);
  }
}
