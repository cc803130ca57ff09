package dev.carillon.contract.cluster;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one node reaches another one.
 *
 * @param id of the other one
 * @param name what people call it
 * @param ok whether it answered the last question
 * @param since when the first question was asked that it has not answered
 * @param latencyMicros of its last answer, there and back; -1 before the first
 * @param heardMillis how long ago it was heard by itself; -1 if never
 * @param clockMicros how far its clock is ahead; null before the first answer
 * @param clockUncertaintyMicros how wrong that may be
 * @param unserved addresses that it says it serves, and at which nobody answers although it does
 */
public record NodeLink(
    String id,
    String name,
    boolean ok,
    @Nullable Instant since,
    long latencyMicros,
    long heardMillis,
    @Nullable Long clockMicros,
    @Nullable Long clockUncertaintyMicros,
    List<String> unserved) {
  public NodeLink {
    unserved = List.copyOf(unserved);
  }
}
