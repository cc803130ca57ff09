package dev.carillon.bus;

import dev.carillon.failure.FailureCode;
import java.util.Map;

/**
 * What the nodes of a cluster answered to the same question.
 *
 * @param answers by node id
 * @param failed the nodes that serve the contract and did not answer, with the reason
 */
public record NodeReplies<R>(Map<String, R> answers, Map<String, FailureCode> failed) {
  public NodeReplies {
    answers = Map.copyOf(answers);
    failed = Map.copyOf(failed);
  }
}
