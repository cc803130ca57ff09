package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.TopicRulesVersion;
import dev.carillon.notifier.domain.topic.KnownRules;
import dev.carillon.notifier.domain.topic.MessageStore;
import dev.carillon.notifier.domain.topic.RuleStore;
import dev.carillon.notifier.domain.topic.TopicPublishing;
import dev.carillon.topic.access.TopicCaller;
import io.vertx.core.Future;
import java.util.List;

/** Serves the contracts of {@link LiveTopics}. */
public final class TopicEndpoint {
  private final Bus bus;
  private final RuleStore rules;
  private final KnownRules known;
  private final MessageStore messages;
  private final TopicPublishing publishing;

  /** Over the stores of rules and messages. */
  public TopicEndpoint(
      Bus bus,
      RuleStore rules,
      KnownRules known,
      MessageStore messages,
      TopicPublishing publishing) {
    this.bus = bus;
    this.rules = rules;
    this.known = known;
    this.messages = messages;
    this.publishing = publishing;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(LiveTopics.PUT_RULE, (call, q) -> rules.put(q).compose(this::changed)),
            bus.serve(LiveTopics.GET_RULE, (call, q) -> rules.get(q.pattern())),
            bus.serve(LiveTopics.LIST_RULES, (call, q) -> rules.list(q)),
            bus.serve(
                LiveTopics.DELETE_RULE,
                (call, q) -> rules.delete(q).compose(v -> changed(new Done()))),
            bus.serve(
                LiveTopics.RULES, (call, q) -> Future.succeededFuture(known.since(q.known()))),
            bus.serve(
                LiveTopics.PUBLISH,
                (call, q) ->
                    publishing
                        .publish(
                            call.principal(),
                            caller(call),
                            q,
                            call.idempotency(LiveTopics.PUBLISH, q))
                        .map(stored -> new Answered<>(stored.answer(), stored.replayed()))),
            bus.serve(LiveTopics.READ_TOPIC, (call, q) -> publishing.read(caller(call), q)),
            bus.serve(LiveTopics.POSITIONS, (call, q) -> messages.positions(q))));
  }

  private static TopicCaller caller(Call call) {
    return TopicCaller.of(call.scopes(), call.principal());
  }

  /** Whoever is answered finds the change in force here; a look that fails is repeated soon. */
  private <T> Future<T> changed(T answer) {
    return known
        .look()
        .transform(
            looked -> {
              if (looked.succeeded()) {
                bus.publish(LiveTopics.RULES_CHANGED, new TopicRulesVersion(looked.result()));
              }
              return Future.succeededFuture(answer);
            });
  }
}
