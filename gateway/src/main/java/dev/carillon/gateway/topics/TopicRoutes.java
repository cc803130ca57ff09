package dev.carillon.gateway.topics;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.live.DeleteTopicRule;
import dev.carillon.contract.live.GetTopicRule;
import dev.carillon.contract.live.ListTopicRules;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRulePage;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.contract.presence.GetPresence;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.failure.Checks;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.presence.Presence;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.request.Scope;
import dev.carillon.text.IntegerText;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The routes of rules about topics, and of the messages of topics. */
public final class TopicRoutes implements Routes {
  private static final String RULES = "/v1/topic-rules";
  private static final String RULE = RULES + "/:pattern";
  private static final String MESSAGES = "/v1/topics/:topic/messages";
  private static final String PRESENCE = "/v1/topics/:topic/presence";
  private static final int DEFAULT_LIMIT = 100;

  private static final Param<String> PATTERN = Param.pathText("pattern");
  private static final Param<String> TOPIC = Param.pathText("topic");
  private static final Param<Instant> FROM = Param.time("from");
  private static final Param<Integer> LIMIT = Param.integer("limit", 1, ReadTopic.MAX_LIMIT);
  private static final Param<Long> SINCE =
      Param.parsed("since", text -> IntegerText.parseLong(text, 0, Long.MAX_VALUE))
          .shaped(Map.of("type", "integer", "minimum", 0));

  private final Bus bus;
  private final KnownTopicRules known;
  private final Presence presence;
  private final Clocks clocks;

  /** Asks the services through {@code bus}. */
  public TopicRoutes(Bus bus, KnownTopicRules rules, Presence presence, Clocks clocks) {
    this.bus = bus;
    this.known = rules;
    this.presence = presence;
    this.clocks = clocks;
  }

  @Override
  public List<Route> table() {
    return Stream.of(rules(), messages()).flatMap(List::stream).toList();
  }

  private List<Route> rules() {
    return List.of(
        Route.get(RULES, Scope.ADMIN, List.of(ApiRequest.LIMIT, ApiRequest.CURSOR), this::list)
            .telling(Told.ok("Lists the rules of topics", TopicRulePage.class)),
        Route.put(RULE, Scope.ADMIN, List.of(PATTERN), TopicRuleSpec.class, this::put)
            .telling(
                Told.ok("Makes a rule, or replaces it", TopicRule.class)
                    .saying("must be false for a topic that is built in")
                    .versioned()
                    .replacing()
                    .refusing(FailureCode.CONFLICT)),
        Route.get(RULE, Scope.ADMIN, List.of(PATTERN), this::get)
            .telling(
                Told.ok("Reads a rule", TopicRule.class)
                    .versioned()
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(RULE, Scope.ADMIN, List.of(PATTERN), this::delete)
            .telling(
                Told.empty("Deletes a rule")
                    .matching(Match.OPTIONAL)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)));
  }

  private List<Route> messages() {
    return List.of(
        Route.post(MESSAGES, Scope.SOME_PUBLISH, List.of(TOPIC), NewMessages.class, this::publish)
            .telling(
                Told.ok(
                        "Publishes messages; on a durable topic it answers after the commit",
                        Published.class)
                    .checking(TopicRoutes::checkMessages)
                    .saying("is longer than ..."))
            .alsoForUsers(),
        Route.get(MESSAGES, Scope.SOME_SUBSCRIBE, List.of(TOPIC, SINCE, FROM, LIMIT), this::history)
            .telling(
                Told.ok("Reads what is kept of a topic", TopicHistoryPage.class)
                    .refusing(FailureCode.NOT_FOUND))
            .alsoForUsers(),
        Route.get(PRESENCE, Scope.SOME_SUBSCRIBE, List.of(TOPIC), this::presence)
            .telling(
                Told.ok("Tells who listens to a topic", TopicPresence.class)
                    .refusing(FailureCode.NOT_FOUND))
            .alsoForUsers());
  }

  private static void checkMessages() {
    NewMessage.checkId(Checks.start(), null).verify();
    new PublishMessages("a", List.of());
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(LiveTopics.LIST_RULES, request.call(), new ListTopicRules(request.page()))
        .map(Reply::ok);
  }

  private Future<Reply> put(ApiRequest request) {
    PutTopicRule put =
        new PutTopicRule(
            request.path(PATTERN),
            request.body(TopicRuleSpec.class),
            request.ifMatch(),
            request.onlyNew());
    return bus.request(LiveTopics.PUT_RULE, request.call(), put)
        .compose(this::inForce)
        .map(TopicRoutes::shown);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(LiveTopics.GET_RULE, request.call(), new GetTopicRule(request.path(PATTERN)))
        .map(TopicRoutes::shown);
  }

  private Future<Reply> delete(ApiRequest request) {
    DeleteTopicRule delete = new DeleteTopicRule(request.path(PATTERN), request.ifMatch());
    return bus.request(LiveTopics.DELETE_RULE, request.call(), delete)
        .compose(this::inForce)
        .map(done -> Reply.empty());
  }

  /** Who is answered finds the change in force here, if that can be asked; elsewhere soon. */
  private <T> Future<T> inForce(T answer) {
    return known.look(bus, clocks).transform(looked -> Future.succeededFuture(answer));
  }

  private static Reply shown(TopicRule rule) {
    return Reply.ok(rule).version(rule.version());
  }

  private Future<Reply> publish(ApiRequest request) {
    String topic = request.path(TOPIC);
    return bus.request(
            LiveTopics.PUBLISH, request.callOn(topic), request.body(NewMessages.class).to(topic))
        .map(Reply::ok);
  }

  private Future<Reply> history(ApiRequest request) {
    ReadTopic read =
        new ReadTopic(
            request.path(TOPIC),
            request.query(SINCE, 0L),
            request.query(FROM),
            request.query(LIMIT, DEFAULT_LIMIT));
    return bus.request(LiveTopics.READ_TOPIC, request.callOn(read.topic()), read)
        .map(page -> Reply.ok(TopicHistoryPage.of(read, page)));
  }

  private Future<Reply> presence(ApiRequest request) {
    String topic = request.path(TOPIC);
    return presence.look(request.callOn(topic), new GetPresence(topic)).map(Reply::ok);
  }
}
