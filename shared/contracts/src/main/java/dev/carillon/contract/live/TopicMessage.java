package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a topic.
 *
 * @param seq its number: the first of a topic is 1, and none is left out
 * @param at when it was stored, or, of a topic that is not durable, published
 * @param id as the publisher gave it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicMessage(long seq, Instant at, @Nullable String id, @Doc.AsWritten Doc data) {}
