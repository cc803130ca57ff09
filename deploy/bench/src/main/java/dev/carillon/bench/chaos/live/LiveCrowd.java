package dev.carillon.bench.chaos.live;

import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Publishers and listeners who know the balancer and nothing else, and the books of both: a durable
 * topic, of which everybody must have everything once and in order, and one that is not, of which
 * everything that is missing must be said.
 */
public final class LiveCrowd implements AutoCloseable {
  static final String KEPT = "chaos.kept";
  static final String PASSING = "chaos.passing";

  private static final int PUBLISHERS = 4;
  private static final int PER_KIND = 2;
  private static final long NUMBERS = 1_000_000_000L;
  private static final long SETTLE_LIMIT = 120_000;
  private static final long LOOK_EVERY = 250;

  /** A rule reaches every gateway within a second. */
  private static final long RULES_KNOWN = 2_000;

  /** Milliseconds between two requests of one publisher; every second one has 20 messages. */
  private static final long EVERY = 100;

  private final Api api;
  private final int port;
  private final Path folder;
  private final Ledger ledger;
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Thread> publishing = new ArrayList<>();
  private final List<Heard> kept = new ArrayList<>();
  private final List<Heard> passing = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();

  /**
   * Nobody listens yet.
   *
   * @param api by which is published
   * @param port of the balancer
   * @param folder for files
   */
  public LiveCrowd(Api api, int port, Path folder) {
    this.api = api;
    this.port = port;
    this.folder = folder;
    this.ledger = new Ledger(api::now);
  }

  /** Makes the topics, and begins to listen and to publish. */
  public void start() throws IOException {
    rule(KEPT, new JsonObject().put("durable", true).put("history", history()));
    rule(PASSING, new JsonObject().put("durable", false));
    Wait.millis(RULES_KNOWN);
    for (int i = 1; i <= PER_KIND; i++) {
      ends.add(
          new SocketListener(vertx, port, of(kept, "socket", i), of(passing, "socket", i))::close);
      ends.add(new StreamListener(port, KEPT, true, of(kept, "stream", i))::close);
      ends.add(new StreamListener(port, PASSING, false, of(passing, "stream", i))::close);
    }
    if (ScriptListener.isPossible()) {
      ends.add(
          new ScriptListener(folder, port, of(kept, "script", 1), of(passing, "script", 1))::close);
    } else {
      System.out.println("skipped: client.js as a listener needs Node 20 or newer");
    }
    for (int i = 0; i < PUBLISHERS; i++) {
      boolean durable = i + 1 < PUBLISHERS;
      Publisher publisher = new Publisher(api, ledger, (i + 1) * NUMBERS, durable, EVERY);
      publishers.add(publisher);
      publishing.add(Thread.ofVirtual().start(publisher));
    }
  }

  private static JsonObject history() {
    return new JsonObject().put("count", 100_000);
  }

  private void rule(String topic, JsonObject rule) {
    rule.put("subscribe", new JsonArray().add("reader"))
        .put("publish", new JsonArray().add("writer"));
    Answer made = api.ask("PUT", "/v1/topic-rules/" + topic, rule, null);
    if (made.status() != 200) {
      throw new IllegalStateException("No topic could be made: " + made);
    }
  }

  private Heard of(List<Heard> all, String kind, int number) {
    Heard heard = new Heard(kind + " " + number + (all == kept ? "" : ", not durable"), api::now);
    all.add(heard);
    return heard;
  }

  /** Whether so many durable messages were acknowledged, or a publisher has ended. */
  public boolean hasPublished(int messages) {
    return ledger.size() >= messages || publishers.stream().anyMatch(p -> p.failure() != null);
  }

  /**
   * Publishes no more, and waits until everybody has heard the last message, or ought to.
   *
   * @return what is not as it must be
   */
  public List<String> settle() {
    publishers.forEach(Publisher::stop);
    List<String> broken = new ArrayList<>();
    long end = api.now() + 2 * SETTLE_LIMIT;
    try {
      for (Thread each : publishing) {
        each.join(SETTLE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publishers.stream()
        .map(Publisher::failure)
        .filter(Objects::nonNull)
        .forEach(failure -> broken.add("a publisher ended: " + failure));
    while (kept.stream().anyMatch(heard -> heard.last() < ledger.last()) && api.now() < end) {
      Wait.millis(LOOK_EVERY);
    }
    Wait.millis(RULES_KNOWN); // what comes twice may come late
    broken.addAll(ledger.broken());
    kept.forEach(heard -> broken.addAll(heard.brokenOf(ledger.kept())));
    passing.forEach(heard -> broken.addAll(heard.brokenOfPassing(ledger.passing())));
    return broken;
  }

  @Override
  public void close() {
    publishers.forEach(Publisher::stop);
    ends.forEach(Runnable::run);
    vertx.close();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d durable messages acknowledged, and %,d that are not durable%n"
            .formatted(ledger.size(), ledger.passing().size()));
    kept.forEach(heard -> text.append("  ").append(heard).append('\n'));
    passing.forEach(heard -> text.append("  ").append(heard).append('\n'));
    return text.toString();
  }
}
