package dev.carillon.bench.chaos.live;

import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One who publishes through the balancer, at its own rate, one request after the other. A durable
 * message is said again under its name until it is acknowledged; another one is said once.
 */
final class Publisher implements Runnable {
  private static final long AGAIN_AFTER = 200;
  private static final long BATCH_OF = 20;
  private static final long LIMIT = 120_000;

  private final Api api;
  private final Ledger ledger;
  private final long first;
  private final boolean durable;
  private final long every;
  private long turn;
  private volatile boolean stopped;
  private volatile @Nullable RuntimeException failure;

  /**
   * Says nothing yet.
   *
   * @param first the number of its first message, which differs from those of all others
   * @param every milliseconds between two requests
   */
  Publisher(Api api, Ledger ledger, long first, boolean durable, long every) {
    this.api = api;
    this.ledger = ledger;
    this.first = first;
    this.durable = durable;
    this.every = every;
  }

  /** No more after the one under way. */
  void stop() {
    stopped = true;
  }

  /** Why it ended before it was told to; null if it did not. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      publish();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void publish() {
    long next = first;
    long due = api.now();
    while (!stopped) {
      Wait.millis(Math.max(0, due - api.now()));
      due = Math.max(due + every, api.now() - AGAIN_AFTER); // what was late is not made up for
      next += durable ? keep(next) : pass(next);
    }
  }

  /** One alone, or several together: both commit in their own way. */
  private long keep(long message) {
    long count = ++turn % 2 == 0 ? 1 : BATCH_OF;
    List<Long> numbers = LongStream.range(message, message + count).boxed().toList();
    JsonArray messages = new JsonArray();
    numbers.forEach(n -> messages.add(new JsonObject().put("data", n).put("id", "m" + n)));
    JsonObject body =
        count == 1 ? messages.getJsonObject(0) : new JsonObject().put("messages", messages);
    long end = api.now() + LIMIT; // also after the stop, or nobody knew what became of it
    while (api.now() < end) {
      Answer answer = ask(LiveCrowd.KEPT, body);
      if (answer.status() == 200) {
        List<Long> seqs = seqs(answer.body());
        for (int i = 0; i < numbers.size(); i++) {
          ledger.kept(seqs.get(i), numbers.get(i));
        }
        return count;
      }
      Wait.millis(AGAIN_AFTER);
    }
    throw new IllegalStateException(message + " was not acknowledged within " + LIMIT + " ms");
  }

  private static List<Long> seqs(JsonObject answer) {
    JsonArray several = answer.getJsonArray("seqs");
    return several == null
        ? List.of(answer.getLong("seq"))
        : several.stream().map(seq -> ((Number) seq).longValue()).toList();
  }

  private long pass(long message) {
    Answer answer = ask(LiveCrowd.PASSING, new JsonObject().put("data", message));
    if (answer.status() == 200) {
      ledger.passed(message);
    }
    return 1;
  }

  private Answer ask(String topic, JsonObject body) {
    return api.ask("POST", "/v1/topics/" + topic + "/messages", body, null);
  }
}
