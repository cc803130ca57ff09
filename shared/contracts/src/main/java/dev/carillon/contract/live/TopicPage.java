package dev.carillon.contract.live;

import java.util.List;

/**
 * What is kept of a topic behind a position. The first message may have a greater number than the
 * next one: what is between was not kept.
 *
 * @param epoch who numbers the topic's messages; empty while there never was one
 * @param last the number of the last message that there was, kept or not; 0 for none
 */
public record TopicPage(String epoch, long last, List<TopicMessage> messages) {
  public TopicPage {
    messages = List.copyOf(messages);
  }
}
