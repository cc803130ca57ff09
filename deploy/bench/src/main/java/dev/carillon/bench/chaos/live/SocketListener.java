package dev.carillon.bench.chaos.live;

import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.client.live.Live;
import dev.carillon.client.live.LiveException;
import dev.carillon.client.live.LiveOptions;
import dev.carillon.client.live.TopicListener;
import dev.carillon.client.live.TopicPosition;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;

/** The Java client, on a WebSocket. */
final class SocketListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final RetryPolicy SOON =
      new RetryPolicy.Exponential(1, Duration.ofMillis(200), Duration.ofSeconds(3));

  private final Live live;

  /** Listens to both topics. */
  SocketListener(Vertx vertx, int port, Heard kept, Heard passing) {
    URI url = URI.create("ws://127.0.0.1:" + port + "/ws");
    live = Live.open(vertx, LiveOptions.of(url, Api.KEY).timed(PATIENCE, PATIENCE, SOON), s -> {});
    live.subscribe(LiveCrowd.KEPT, TopicPosition.OLDEST, into(kept));
    live.subscribe(LiveCrowd.PASSING, null, into(passing));
  }

  private static TopicListener into(Heard heard) {
    return new TopicListener() {
      @Override
      public void message(Message message) {
        heard.message(message.seq(), Long.parseLong(String.valueOf(message.data().value())));
      }

      @Override
      public void gap(Gap gap) {
        heard.gap(gap.from(), gap.to());
      }

      @Override
      public void refused(LiveException why) {
        heard.refused(why.code());
      }
    };
  }

  /** Listens no more. */
  void close() {
    live.close();
  }
}
