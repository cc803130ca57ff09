package dev.carillon.notifier.meter;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.mail.QueueDepth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much waits, and for how long. Every process of notifier-service looks every few seconds, so
 * all of them say about the same: take the highest, not the sum. While the database does not say it
 * there are no figures (NaN), rather than old ones.
 */
public final class QueueGauges {
  private static final Logger LOG = LoggerFactory.getLogger(QueueGauges.class);
  private static final Duration LOOK = Duration.ofSeconds(4);
  private static final double SPREAD = 0.25;
  private static final List<String> LANES = List.of("high", "normal", "low");

  private final Supplier<Future<QueueDepth>> look;
  private final Clocks clocks;
  private final MeterRegistry registry;
  private final Loop loop;
  private final ChunkAges ages = new ChunkAges();

  private final List<Meter> gauges = new ArrayList<>();
  private volatile @Nullable Seen last;

  /**
   * What a look found.
   *
   * @param oldest of each lane, in seconds
   */
  private record Seen(QueueDepth depth, Map<Integer, Double> oldest) {}

  /**
   * Has no figures until {@link #start}.
   *
   * @param look how much waits
   */
  public QueueGauges(
      Vertx vertx, Supplier<Future<QueueDepth>> look, Clocks clocks, MeterRegistry registry) {
    this.look = look;
    this.clocks = clocks;
    this.registry = registry;
    this.loop =
        new Loop(
                "mail figures",
                vertx,
                Timers.of(vertx),
                Loop.jittered(LOOK, SPREAD),
                this::lookOnce)
            .easing(Duration.ZERO, Alone.REST);
  }

  /** Begins to look. */
  public void start() {
    for (int i = 0; i < LANES.size(); i++) {
      ofLane(i);
    }
    waiting("scheduled", "retrying", "held", "sending");
    gauges.add(
        gauge(
            "carillon.mail.windows",
            "Open windows of debounces and digests, counted up to 10,000",
            Tags.empty(),
            seen -> count(seen, "windows")));
    gauges.add(
        gauge(
            "carillon.throttle.keys.waiting",
            "Keys of throttles (recipients, mostly) at which mail is parked, up to 10,000",
            Tags.empty(),
            seen -> count(seen, "parkedKeys")));
    loop.start();
  }

  private void ofLane(int lane) {
    Tags tags = Tags.of("lane", LANES.get(lane));
    gauges.add(
        gauge(
            "carillon.mail.ready",
            "Mails that could go now; from 2,000 chunks of a lane on, at least so many",
            tags,
            seen -> lane(seen, lane).ready()));
    gauges.add(
        gauge(
            "carillon.mail.oldest.ready.seconds",
            "For how long the oldest ready mail has been ready, as far as this process has seen",
            tags,
            seen -> seen.oldest().getOrDefault(lane, 0.0)));
    gauges.add(
        gauge(
            "carillon.mail.overdue.seconds",
            "For how long the first mail is due that waited for a time and is not ready yet",
            tags,
            seen -> lane(seen, lane).overdueSeconds()));
  }

  private void waiting(String... reasons) {
    for (String reason : reasons) {
      gauges.add(
          gauge(
              "carillon.mail.waiting",
              "Mails that wait elsewhere, by why, counted up to 10,000; or that are being sent",
              Tags.of("reason", reason),
              seen -> count(seen, reason)));
    }
  }

  private Gauge gauge(String name, String what, Tags tags, ToDoubleFunction<Seen> value) {
    return Gauge.builder(name, this, g -> g.value(value))
        .description(what)
        .tags(tags)
        .register(registry);
  }

  private double value(ToDoubleFunction<Seen> value) {
    Seen seen = last;
    return seen == null ? Double.NaN : value.applyAsDouble(seen);
  }

  private static QueueDepth.Lane lane(Seen seen, int lane) {
    return seen.depth().lanes().stream()
        .filter(one -> one.lane() == lane)
        .findFirst()
        .orElseGet(() -> new QueueDepth.Lane(lane, 0, null, 0));
  }

  private static double count(Seen seen, String what) {
    return seen.depth().counts().getOrDefault(what, 0L);
  }

  private Future<Boolean> lookOnce() {
    long sent = clocks.nanos();
    return look.get()
        .transform(
            looked -> {
              QueueDepth depth = looked.result();
              last = depth == null ? null : seen(depth, sent);
              if (looked.failed()) {
                LOG.debug("How much mail waits is not known", looked.cause());
              }
              return Future.succeededFuture(false);
            });
  }

  private Seen seen(QueueDepth depth, long sentNanos) {
    ages.saw(depth.lastChunk(), sentNanos);
    Map<Integer, Double> oldest = new HashMap<>();
    long lowest = depth.lastChunk();
    for (QueueDepth.Lane lane : depth.lanes()) {
      Long first = lane.firstChunk();
      lowest = first == null ? lowest : Math.min(lowest, first);
      oldest.put(lane.lane(), ages.of(first, sentNanos).toMillis() / 1_000.0);
    }
    ages.forget(lowest);
    return new Seen(depth, oldest);
  }

  /** Looks no more, and takes the figures back. */
  public Future<Void> stop() {
    return loop.stop().onComplete(r -> gauges.forEach(registry::remove));
  }
}
