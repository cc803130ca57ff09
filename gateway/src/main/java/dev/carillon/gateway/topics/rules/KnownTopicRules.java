package dev.carillon.gateway.topics.rules;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.live.GetTopicRules;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.SlowPolicy;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.gateway.ws.fanout.Traits;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.access.TopicRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules about topics as this process last heard them, and who wants to hear of others. Before
 * it has heard any they are those that every installation begins with. Thread-safe.
 */
public final class KnownTopicRules implements Shareable {
  private static final List<TopicRule> BUILT_IN =
      List.of(
          builtIn("users.changed"), builtIn("broadcasts"), builtIn("emails"), builtIn("emails.*"));

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private volatile Known known = new Known(0, new TopicRules(BUILT_IN));

  private record Known(long version, TopicRules rules) {}

  private KnownTopicRules() {}

  /** Those of a Vert.x instance. */
  public static KnownTopicRules of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, KnownTopicRules>getLocalMap("carillon.topics")
        .computeIfAbsent("rules", k -> new KnownTopicRules());
  }

  private static TopicRule builtIn(String pattern) {
    TopicRuleSpec spec =
        new TopicRuleSpec(null, null, null, List.of("reader"), null, null, null, null, null);
    return TopicRule.of(pattern, spec, true, 1);
  }

  /** The rules. */
  public TopicRules rules() {
    return known.rules();
  }

  /** Asks whether there are others; what is known holds on while nobody answers. */
  public Future<?> look(Bus bus, Clocks clocks) {
    Call call = Call.internal("gateway", LiveTopics.RULES.timeout(), clocks);
    return bus.request(LiveTopics.RULES, call, new GetTopicRules(known.version()))
        .onSuccess(now -> learn(now.version(), now.rules()));
  }

  /** Whether messages of a topic are stored, and can be resumed. */
  public boolean isDurable(String topic) {
    TopicRule rule = rules().find(topic);
    return rule != null && rule.durable();
  }

  /** Whether it is a topic of the application's own whose messages are not stored. */
  public boolean isPassing(String topic) {
    TopicRule rule = TopicName.isName(topic) ? rules().find(topic) : null;
    return rule != null && !rule.durable() && !rule.builtIn();
  }

  /** How a topic goes out, of which otherwise that is usual. */
  public Traits traits(String topic, Traits usual) {
    TopicRule rule = rules().find(topic);
    return rule == null ? usual : new Traits(slow(rule.policy()), rule.batch(), usual.lasting());
  }

  private static SlowReader slow(SlowPolicy policy) {
    return switch (policy) {
      case DISCONNECT -> SlowReader.DISCONNECT;
      case DROP_OLDEST -> SlowReader.DROP_OLDEST;
      case LATEST_ONLY -> SlowReader.LATEST_ONLY;
    };
  }

  /** Tells whenever there are other rules, on whatever thread; gives what stops telling. */
  public Runnable listen(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  private synchronized void learn(long version, @Nullable List<TopicRule> rules) {
    if (rules != null && version > known.version()) {
      known = new Known(version, new TopicRules(rules));
      listeners.forEach(Runnable::run);
    }
  }
}
