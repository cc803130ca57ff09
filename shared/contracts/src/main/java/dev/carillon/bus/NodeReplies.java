package dev.carillon.bus;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the nodes of a cluster answered to the same question.
 *
 * @param answers by the node's name
 * @param failed the nodes that serve the contract and did not answer, with the reason
 */
public record NodeReplies<R>(Map<String, R> answers, Map<String, FailureCode> failed) {
  public NodeReplies {
    answers = Map.copyOf(answers);
    failed = Map.copyOf(failed);
  }

  /**
   * Waits for all. Who does not serve the contract is left out.
   *
   * @param asked by id
   * @param beyond the names of those that were not asked
   */
  static <R> Future<NodeReplies<R>> gather(
      Map<String, Future<R>> asked, Iterable<String> beyond, Function<String, String> names) {
    Map<String, R> answers = new ConcurrentHashMap<>();
    Map<String, FailureCode> failed = new ConcurrentHashMap<>();
    beyond.forEach(node -> failed.put(names.apply(node), FailureCode.UNAVAILABLE));
    asked.forEach(
        (node, reply) ->
            reply
                .onSuccess(r -> answers.put(names.apply(node), r))
                .onFailure(
                    e -> {
                      if (!Bus.isUnserved(e)) {
                        failed.put(names.apply(node), codeOf(e));
                      }
                    }));
    return Future.join(asked.values().stream().toList())
        .transform(r -> Future.succeededFuture(new NodeReplies<>(answers, failed)));
  }

  private static FailureCode codeOf(Throwable cause) {
    return cause instanceof Failure f ? f.code() : FailureCode.INTERNAL;
  }
}
