package dev.carillon.gateway.topics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a topic behind a position, as it is shown.
 *
 * @param last the number of the topic's last message
 * @param gap what lay between the position and the first item and is not kept; null for nothing
 * @param next the {@code since} of the next page; null at the end
 */
record TopicHistoryPage(
    String epoch,
    long last,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Gap gap,
    List<TopicMessage> items,
    @Nullable Long next) {
  /** A range of numbers, both ends included. */
  record Gap(long from, long to) {}

  TopicHistoryPage {
    items = List.copyOf(items);
  }

  static TopicHistoryPage of(ReadTopic asked, TopicPage page) {
    List<TopicMessage> items = page.messages();
    long first = items.isEmpty() ? page.last() + 1 : items.get(0).seq();
    boolean hole = asked.from() == null && asked.since() > 0 && first > asked.since() + 1;
    long end = items.isEmpty() ? page.last() : items.get(items.size() - 1).seq();
    return new TopicHistoryPage(
        page.epoch(),
        page.last(),
        hole ? new Gap(asked.since() + 1, first - 1) : null,
        items,
        end < page.last() ? end : null);
  }
}
