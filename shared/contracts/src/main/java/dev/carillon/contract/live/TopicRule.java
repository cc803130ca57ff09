package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the topics of a pattern, with nothing left to say.
 *
 * @param history null where nothing is kept
 * @param rate null without a bound
 * @param builtIn whether the topics are Carillon's own: such a rule cannot be deleted
 * @param version of this rule; never used again for its pattern
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicRule(
    String pattern,
    boolean durable,
    @Nullable TopicHistory history,
    boolean presence,
    List<String> subscribe,
    List<String> publish,
    SlowPolicy policy,
    int size,
    @Nullable Integer rate,
    Duration batch,
    boolean builtIn,
    long version) {
  public TopicRule {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  /** With what holds where a specification says nothing. */
  public static TopicRule of(String pattern, TopicRuleSpec spec, boolean builtIn, long version) {
    boolean durable = Boolean.TRUE.equals(spec.durable());
    TopicHistory history = spec.history() == null ? TopicHistory.USUAL : spec.history().complete();
    return new TopicRule(
        pattern,
        durable,
        durable ? history : null,
        Boolean.TRUE.equals(spec.presence()),
        spec.subscribe() == null ? List.of() : spec.subscribe(),
        spec.publish() == null ? List.of() : spec.publish(),
        spec.policy() == null ? SlowPolicy.DISCONNECT : spec.policy(),
        spec.size() == null ? TopicRuleSpec.MAX_SIZE : spec.size(),
        spec.rate(),
        spec.batch() == null ? Duration.ZERO : spec.batch(),
        builtIn,
        version);
  }
}
