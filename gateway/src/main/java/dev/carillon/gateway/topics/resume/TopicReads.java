package dev.carillon.gateway.topics.resume;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.limits.Places;
import dev.carillon.gateway.ws.limits.LiveSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * What subscriptions of one event loop read from the store of durable topics. Those that want the
 * same page at the same time share one read; a bounded number of reads is under way and a bounded
 * number waits, of each key a part of it. Lives on that loop.
 */
public final class TopicReads {
  /** A page is bounded by its bytes too, see {@link ReadTopic}. */
  private static final int PAGE = 200;

  /** So that many who come back together do not take the store from those who publish. */
  private static final int AT_ONCE = 8;

  private final Bus bus;
  private final Clocks clocks;
  private final int most;
  private final Places ofKeys;
  private final Map<Page, Future<TopicPage>> flying = new HashMap<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  private record Page(String topic, long since) {}

  /** Asks through this bus. */
  public TopicReads(Bus bus, Clocks clocks, LiveSettings settings) {
    this.bus = bus;
    this.clocks = clocks;
    this.most = settings.readsWaiting();
    this.ofKeys = new Places("reads of topics of one key on an event loop", settings.readsOfKey());
  }

  /** Where a topic is, without messages. Failures as of {@link #after}. */
  Future<TopicPage> head(String topic, String key) {
    return after(topic, Long.MAX_VALUE, key);
  }

  /**
   * What is kept behind a message. UNAVAILABLE when too many wait, RATE_LIMITED when too many wait
   * of this key; who shares a read that is under way is never refused.
   */
  Future<TopicPage> after(String topic, long seq, String key) {
    Page page = new Page(topic, seq);
    Future<TopicPage> shared = flying.get(page);
    if (shared != null) {
      return shared;
    }
    if (running >= AT_ONCE && waiting.size() >= most) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAVAILABLE, "Too many reads of topics wait"));
    }
    if (!ofKeys.take(key)) {
      return Future.failedFuture(ofKeys.refusal());
    }
    Promise<TopicPage> read = Promise.promise();
    flying.put(page, read.future());
    Runnable turn = () -> begin(page, key, read);
    if (running < AT_ONCE) {
      turn.run();
    } else {
      waiting.add(turn);
    }
    return read.future();
  }

  private void begin(Page page, String key, Promise<TopicPage> read) {
    running++;
    Call call = Call.internal("gateway", LiveTopics.READ_TOPIC.timeout(), clocks);
    bus.request(LiveTopics.READ_TOPIC, call, new ReadTopic(page.topic(), page.since(), null, PAGE))
        .onComplete(
            r -> {
              running--;
              flying.remove(page);
              ofKeys.giveBack(key);
              Runnable next = waiting.poll();
              if (next != null) {
                next.run();
              }
              read.handle(r);
            });
  }
}
