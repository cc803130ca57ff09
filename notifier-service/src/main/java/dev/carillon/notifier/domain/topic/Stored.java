package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.TopicMessage;
import java.util.List;

/**
 * What became of a {@link Publish}.
 *
 * @param answer where its messages stand
 * @param fresh those that were stored now; without those whose id was there already
 * @param replayed whether this is the answer to an earlier request with the same key
 */
public record Stored(Published answer, List<TopicMessage> fresh, boolean replayed) {
  public Stored {
    fresh = List.copyOf(fresh);
  }
}
