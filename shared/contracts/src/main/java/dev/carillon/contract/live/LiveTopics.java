package dev.carillon.contract.live;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about topics, their rules and their messages. */
public final class LiveTopics {
  private static final Duration WATCH = Duration.ofMillis(700);
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Makes or replaces a rule; answers after the commit. INVALID, PRECONDITION, CONFLICT. */
  public static final Contract<PutTopicRule, TopicRule> PUT_RULE =
      contract("topic-rules.put.v1", PutTopicRule.class, TopicRule.class, WRITE)
          .exposed(Scope.ADMIN);

  /** Reads a rule. NOT_FOUND. */
  public static final Contract<GetTopicRule, TopicRule> GET_RULE =
      contract("topic-rules.get.v1", GetTopicRule.class, TopicRule.class, READ)
          .exposed(Scope.ADMIN)
          .reading();

  /** Lists rules by their patterns. */
  public static final Contract<ListTopicRules, TopicRulePage> LIST_RULES =
      contract("topic-rules.list.v1", ListTopicRules.class, TopicRulePage.class, READ)
          .exposed(Scope.ADMIN)
          .reading();

  /** Deletes a rule. NOT_FOUND, PRECONDITION; CONFLICT for one that is built in. */
  public static final Contract<DeleteTopicRule, Done> DELETE_RULE =
      contract("topic-rules.delete.v1", DeleteTopicRule.class, Done.class, WRITE)
          .exposed(Scope.ADMIN);

  /** Tells every gateway all rules, if they are others than before. */
  public static final Contract<GetTopicRules, TopicRuleSet> RULES =
      contract("topic-rules.all.v1", GetTopicRules.class, TopicRuleSet.class, WATCH).reading();

  /**
   * Publishes messages; on a durable topic it answers after the commit. FORBIDDEN where the topic's
   * rule or the caller's scopes do not allow it; INVALID for what is longer than the rule allows;
   * RATE_LIMITED beyond its rate.
   */
  public static final Contract<PublishMessages, Answered<Published>> PUBLISH =
      contract("topics.publish.v1", PublishMessages.class, Answered.of(Published.class), WRITE)
          .exposed(Scope.SOME_PUBLISH)
          .keyed();

  /** Reads what is kept of a topic. FORBIDDEN; NOT_FOUND for a topic that is not durable. */
  public static final Contract<ReadTopic, TopicPage> READ_TOPIC =
      contract("topics.read.v1", ReadTopic.class, TopicPage.class, READ)
          .exposed(Scope.SOME_SUBSCRIBE)
          .reading();

  /** Tells gateways where topics are, in case a message of {@link #PUBLISHED} was lost. */
  public static final Contract<TopicNames, TopicPositions> POSITIONS =
      contract("topics.positions.v1", TopicNames.class, TopicPositions.class, READ).reading();

  /** Messages that are stored: a hint, which may be lost. */
  public static final Topic<TopicMessages> PUBLISHED =
      Topic.topic("topics.published.v1", TopicMessages.class);

  /** A rule was changed or deleted: a hint to look at once instead of within a second. */
  public static final Topic<TopicRulesVersion> RULES_CHANGED =
      Topic.topic("topic-rules.changed.v1", TopicRulesVersion.class);

  private LiveTopics() {}
}
