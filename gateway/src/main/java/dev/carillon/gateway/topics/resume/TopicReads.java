package dev.carillon.gateway.topics.resume;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What subscriptions of one event loop read from the store of durable topics. Those that want the
 * same page at the same time share one read; a bounded number of reads is under way and a bounded
 * number waits.
 */
public final class TopicReads {
  /** A page is bounded by its bytes too, see {@link ReadTopic}. */
  private static final int PAGE = 200;

  /** So that many who come back together do not take the store from those who publish. */
  private static final int AT_ONCE = 8;

  private static final int WAITING = 10_000;

  private final Bus bus;
  private final Clocks clocks;
  private final SingleFlight<Page, TopicPage> flights = new SingleFlight<>(this::read);
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  private record Page(String topic, long since) {}

  /** Asks through this bus. */
  public TopicReads(Bus bus, Clocks clocks) {
    this.bus = bus;
    this.clocks = clocks;
  }

  /** Where a topic is, without messages. */
  Future<TopicPage> head(String topic) {
    return flights.get(new Page(topic, Long.MAX_VALUE));
  }

  /** What is kept behind a message. UNAVAILABLE when too many wait. */
  Future<TopicPage> after(String topic, long seq) {
    return flights.get(new Page(topic, seq));
  }

  private Future<TopicPage> read(Page page) {
    if (running < AT_ONCE) {
      return begin(page);
    }
    if (waiting.size() >= WAITING) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAVAILABLE, "Too many reads of topics wait"));
    }
    io.vertx.core.Promise<TopicPage> turn = io.vertx.core.Promise.promise();
    waiting.add(() -> begin(page).onComplete(turn));
    return turn.future();
  }

  private Future<TopicPage> begin(Page page) {
    running++;
    Call call = Call.internal("gateway", LiveTopics.READ_TOPIC.timeout(), clocks);
    return bus.request(
            LiveTopics.READ_TOPIC, call, new ReadTopic(page.topic(), page.since(), null, PAGE))
        .onComplete(
            r -> {
              running--;
              Runnable next = waiting.poll();
              if (next != null) {
                next.run();
              }
            });
  }
}
