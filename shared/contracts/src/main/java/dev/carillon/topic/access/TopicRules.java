package dev.carillon.topic.access;

import dev.carillon.contract.live.TopicRule;
import dev.carillon.topic.TopicPattern;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rules about topics, as they are at one moment. What a topic is (durable, how much is kept)
 * says the most specific rule whose pattern fits, the same for everyone; who may listen or speak
 * says the same rule. Where no rule fits nobody may. Immutable.
 *
 * <p>A look goes down a tree, segment by segment, and costs a few steps whatever the number of
 * rules.
 */
public final class TopicRules {
  /** No rules: nobody may do anything. */
  public static final TopicRules NONE = new TopicRules(List.of());

  /** In which order a segment is looked for: the most specific first. */
  private static final List<String> OPEN = List.of(TopicPattern.USER, TopicPattern.ANY);

  private final Node root = new Node();
  private final List<TopicRule> all;

  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private @Nullable TopicRule rule;
  }

  /** These. */
  public TopicRules(Collection<TopicRule> rules) {
    this.all = List.copyOf(rules);
    for (TopicRule rule : rules) {
      Node node = root;
      for (String segment : TopicPattern.parse(rule.pattern()).segments()) {
        node = node.next.computeIfAbsent(segment, s -> new Node());
      }
      node.rule = rule;
    }
  }

  /** Each of them, in no order. */
  public List<TopicRule> all() {
    return all;
  }

  /** The rule of a topic; null if there is none. */
  public @Nullable TopicRule find(String topic) {
    return find(root, topic.split("\\.", -1), 0);
  }

  private static @Nullable TopicRule find(Node node, String[] topic, int at) {
    if (at == topic.length) {
      return node.rule;
    }
    Node literal = node.next.get(topic[at]);
    TopicRule found = literal == null ? null : find(literal, topic, at + 1);
    for (String open : OPEN) {
      Node next = node.next.get(open);
      if (found == null && next != null) {
        found = find(next, topic, at + 1);
      }
    }
    if (found != null) {
      return found;
    }
    Node rest = node.next.get(TopicPattern.REST);
    return rest == null ? null : rest.rule;
  }

  /**
   * Whether a caller may do something on a topic: the topic's rule names one of its roles, and its
   * own scopes allow it. A caller with a user id may be nobody else where the pattern says {@code
   * {userId}}: no wider rule lets it in there.
   */
  public boolean allows(TopicCaller caller, TopicAction action, String topic) {
    TopicRule rule = find(topic);
    if (rule == null || !action.isIn(caller.scopes(), topic)) {
      return false;
    }
    List<String> named = action == TopicAction.SUBSCRIBE ? rule.subscribe() : rule.publish();
    return named.stream().anyMatch(role -> caller.isOne(role, topic))
        && TopicPattern.parse(rule.pattern()).matches(topic, caller.userId());
  }
}
