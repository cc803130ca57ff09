package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.DeleteTopicRule;
import dev.carillon.contract.live.ListTopicRules;
import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRulePage;
import dev.carillon.contract.live.TopicRuleSet;
import io.vertx.core.Future;

/** The rules about topics. */
public interface RuleStore {
  /** Makes or replaces one. INVALID, PRECONDITION, CONFLICT when there are too many. */
  Future<TopicRule> put(PutTopicRule request);

  /** Reads one. NOT_FOUND. */
  Future<TopicRule> get(String pattern);

  /** Lists them by their patterns. */
  Future<TopicRulePage> list(ListTopicRules request);

  /** Deletes one. NOT_FOUND, PRECONDITION; CONFLICT for one that is built in. */
  Future<Void> delete(DeleteTopicRule request);

  /** All of them, unless they are those of this version. */
  Future<TopicRuleSet> all(long known);
}
