package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.launcher.terminal.ProgressBar;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Mail comes in all the time, one errand after the other at an even rate. */
public final class Traffic {
  /** At most so many mails of the throttled template in a span of time. */
  public static final int THROTTLE_LIMIT = 5;

  /** That span, in milliseconds. */
  public static final long THROTTLE_WITHIN = 4_000;

  private final Api api;
  private final Errands errands;
  private final Promises promises = new Promises();
  private final Random random;
  private final NavigableMap<Integer, Runnable> kinds = new TreeMap<>();
  private final ConcurrentLinkedQueue<Thread> under = new ConcurrentLinkedQueue<>();
  private int weights;

  /**
   * Of clients who ask at random.
   *
   * @param users whether there are users to write to
   */
  public Traffic(Api api, Random random, boolean users) {
    this.api = api;
    this.random = random;
    AtomicInteger numbers = new AtomicInteger();
    this.errands = new Errands(api, promises, random, numbers);
    MergedErrands merged = new MergedErrands(api, promises, random, numbers);
    UserErrands ofUsers = new UserErrands(api, promises, random, numbers);
    kind(50, errands::one);
    kind(8, errands::batch);
    kind(10, errands::keyed);
    kind(8, errands::scheduled);
    kind(7, errands::cancelled);
    kind(5, merged::duplicate);
    kind(5, merged::debounced);
    kind(4, merged::digest);
    kind(2, errands::attached);
    kind(1, errands::throttled);
    if (users) {
      kind(3, ofUsers::erased);
      kind(3, ofUsers::quiet);
    }
  }

  private void kind(int weight, Runnable errand) {
    kinds.put(weights, errand);
    weights += weight;
  }

  /** What errands need: a template with its throttle, and ticks. */
  public void prepare() {
    put(
        "/v1/templates/" + Errands.THROTTLED_TEMPLATE,
        new JsonObject().put("subject", "Chaos").put("text", "{{text}}"));
    put(
        "/v1/throttles/chaos",
        new JsonObject()
            .put("limit", THROTTLE_LIMIT)
            .put("within", THROTTLE_WITHIN + "ms")
            .put("template", Errands.THROTTLED_TEMPLATE)
            .put("perRecipient", false));
    put(
        "/v1/broadcasts/chaos",
        new JsonObject()
            .put("topic", "chaos")
            .put("payload", new JsonObject())
            .put("every", "1s")
            .put("misfire", "all"));
  }

  private void put(String path, JsonObject body) {
    Answer answer = api.ask("PUT", path, body, null);
    if (answer.status() < 200 || answer.status() > 299) {
      throw new IllegalStateException("PUT " + path + ": " + answer);
    }
  }

  /** Errands for so long. */
  public void run(long millis, int perSecond) {
    long began = api.now();
    try (ProgressBar bar = ProgressBar.of("errands")) {
      for (int i = 0; api.now() - began < millis; i++) {
        Runnable errand = kinds.floorEntry(random.nextInt(weights)).getValue();
        under.add(Thread.ofVirtual().start(errand));
        bar.at(Math.min(1, (double) (api.now() - began) / millis), i + 1, "");
        Wait.millis(Math.max(0, began + (i + 1) * 1_000L / perSecond - api.now()));
      }
    }
  }

  /** Until everybody has their answers. */
  public void awaitAnswers() throws InterruptedException {
    for (Thread errand : under) {
      errand.join();
    }
    under.clear();
  }

  /**
   * What is answered while nothing can be stored, again and again for so long. Not in the first
   * moment: what was written just before a connection's end is heard of may have been stored, and
   * the answer says so.
   */
  public List<Answer> insist(long millis) {
    List<Answer> answers = new ArrayList<>();
    long end = api.now() + millis;
    while (api.now() < end) {
      Wait.millis(250);
      answers.add(errands.ask());
    }
    return answers;
  }

  /** What was promised. */
  public Promises promises() {
    return promises;
  }
}
