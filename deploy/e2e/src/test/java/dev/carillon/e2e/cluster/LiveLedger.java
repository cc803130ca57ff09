package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Events;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

/**
 * The books of a durable topic, kept outside of the product: what was acknowledged to a publisher,
 * and what clients have seen that come and go on several gateways.
 */
final class LiveLedger implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "/v1/topics/seams.a/";
  private static final String PASSING = "/v1/topics/passing.a/";

  private final Client publisher;
  private final List<Reader> readers = new ArrayList<>();
  private final List<Reader> passing = new ArrayList<>();
  private final Set<Long> said = new ConcurrentSkipListSet<>();
  private final Map<Long, Long> acknowledged = new ConcurrentSkipListMap<>();
  private final Thread publishing = Thread.ofVirtual().unstarted(this::publish);
  private volatile boolean enough;
  private volatile boolean over;

  /** Publishes through a gateway. */
  LiveLedger(Client publisher) {
    this.publisher = publisher;
    publisher
        .put(
            "/v1/topic-rules/seams.*",
            "{\"durable\":true,\"history\":{\"count\":100000},\"subscribe\":[\"reader\"],"
                + "\"publish\":[\"writer\"]}")
        .hasStatus(200);
    publisher
        .put(
            "/v1/topic-rules/passing.*",
            "{\"durable\":false,\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}")
        .hasStatus(200);
  }

  /** Begins to publish, one message after the other. */
  LiveLedger start() {
    publishing.start();
    return this;
  }

  /** One that reads at these gateways in turn; at a single one what is not kept too. */
  Reader reader(int... ports) {
    if (ports.length == 1) {
      passing.add(follow(new Reader(PASSING, ports, 0)));
    }
    Reader reader = follow(new Reader(TOPIC, ports, readers.size()));
    readers.add(reader);
    return reader;
  }

  private static Reader follow(Reader reader) {
    Thread.ofVirtual().start(reader::follow);
    return reader;
  }

  /** Waits for so many more acknowledgements than there are. */
  void awaitMore(int messages) {
    int wanted = acknowledged.size() + messages;
    Await.until(LIMIT, () -> wanted + " acknowledged", () -> acknowledged.size() >= wanted);
  }

  /** Has a reader lose what is said from now on; what was on its way may still arrive. */
  void awaitSilenceOf(Reader reader, Runnable lose) {
    Await.until(
        LIMIT,
        () -> "the first of what is not kept",
        () -> passing.stream().allMatch(one -> one.count() > 0));
    Await.until(
        LIMIT,
        () -> "silence for " + reader,
        () -> {
          lose.run();
          int heard = reader.count();
          awaitMore(20);
          return reader.count() == heard;
        });
  }

  int size() {
    return acknowledged.size();
  }

  /** Nothing more is published: everybody has everything once, in order, and as it was said. */
  void balances() throws InterruptedException {
    enough = true;
    publishing.join(LIMIT);
    long last = acknowledged.size();
    assertThat(acknowledged.keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    for (Reader reader : readers) {
      Await.until(LIMIT, () -> reader + " to have " + last, () -> reader.seen.size() >= last);
      assertThat(reader.gaps).isEmpty();
      assertThat(reader.seen)
          .isEqualTo(LongStream.rangeClosed(1, last).mapToObj(acknowledged::get).toList());
    }
    assertThat(missingOf(passing.get(0))).as("the first one lost some").isNotEmpty();
    for (Reader reader : passing) {
      assertThat(reader.seen).doesNotHaveDuplicates();
      Await.until(
          LIMIT,
          () -> "what is lost to be said to " + reader,
          () -> !reader.gaps.isEmpty() || missingOf(reader).isEmpty());
    }
  }

  /** What was said of the topic of which nothing is kept, since the reader heard the first. */
  private Set<Long> missingOf(Reader reader) {
    Set<Long> missing = new TreeSet<>(said);
    missing.removeIf(n -> n < reader.seen.get(0));
    missing.removeAll(new HashSet<>(reader.seen));
    return missing;
  }

  /** Again and again with one id, until it is acknowledged. */
  private void publish() {
    for (long n = 1; !enough; n++) {
      String body = "{\"data\":" + n + ",\"id\":\"n" + n + "\"}";
      long one = n;
      Await.until(
          LIMIT, () -> body + " to be acknowledged", () -> over || isAcknowledged(one, body));
      pass(n);
    }
  }

  /** Once, on the other topic. */
  private void pass(long n) {
    try {
      if (publisher.post(PASSING + "messages", "{\"data\":" + n + "}").status() == 200) {
        said.add(n);
      }
    } catch (RuntimeException unreachable) {
      // nobody knows whether it was said
    }
  }

  private boolean isAcknowledged(long n, String body) {
    try {
      Client.Answer answer = publisher.post(TOPIC + "messages", body);
      if (answer.status() == 200) {
        acknowledged.put(answer.json().getLong("seq"), n);
        return true;
      }
      assertThat(answer.status()).isIn(0, 503, 504);
    } catch (RuntimeException unreachable) {
      // it is tried again
    }
    return false;
  }

  /** One client. */
  final class Reader {
    private final String topic;
    private final int[] ports;
    private final Random random;
    private final List<Long> seen = new CopyOnWriteArrayList<>();
    private final List<JsonObject> gaps = new CopyOnWriteArrayList<>();
    private String id;

    Reader(String topic, int[] ports, int seed) {
      this.topic = topic;
      this.ports = ports;
      this.random = new Random(seed);
    }

    int count() {
      return seen.size();
    }

    private void follow() {
      for (int turn = 0; !over; turn++) {
        String path = topic + "stream" + (id == null && topic.equals(TOPIC) ? "?since=0" : "");
        String[] headers = id == null ? new String[0] : new String[] {"Last-Event-ID: " + id};
        try (Events events = new Events(ports[turn % ports.length], Cluster.KEY, path, headers)) {
          int left = ports.length == 1 ? Integer.MAX_VALUE : 50 + random.nextInt(500);
          while (left-- > 0 && !over && read(events)) {}
        } catch (IOException broken) {
          // it comes back
        }
      }
    }

    private boolean read(Events events) throws IOException {
      String line = events.line();
      if (line == null) {
        return false;
      }
      if (line.startsWith("id: ")) {
        String next = line.substring("id: ".length());
        seen.add(events.data().getLong("data"));
        id = next; // what broke off before its data was not heard
      } else if (line.startsWith("event: gap")) {
        gaps.add(events.data());
      }
      return true;
    }

    @Override
    public String toString() {
      return "a reader with " + seen.size() + " messages and the gaps " + gaps;
    }
  }

  @Override
  public void close() {
    enough = true;
    over = true;
  }
}
