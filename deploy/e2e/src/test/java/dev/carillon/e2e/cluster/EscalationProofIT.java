package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Alone;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notifications of which half are acknowledged at random moments up to the deadline and a little
 * beyond, while processes are killed. The witnesses are the answers that clients got, and an SMTP
 * server in a process of its own. {@code -Dnotifications=1000} kills the gateway's process too, and
 * goes on for a minute.
 */
@ExtendWith(Alone.class)
class EscalationProofIT {
  private static final int NOTIFICATIONS = Integer.getInteger("notifications", 200);
  private static final boolean LONG = NOTIFICATIONS >= 1_000;
  private static final int AFTER_SECONDS = LONG ? 30 : 4;
  private static final int USERS = 10;
  private static final int CLIENTS = 16;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final Random random = new Random(LONG ? 1000 : 7);
  private final List<String> users = new ArrayList<>();
  private final Map<Integer, JsonObject> created = new ConcurrentHashMap<>();
  private final Map<Integer, JsonObject> answers = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Queue<Future<?>> work = new ConcurrentLinkedQueue<>();

  @Test
  void exactlyThoseWhoDidNotAcknowledgeInTimeGetAMail() {
    try (SmtpSink sink = SmtpSink.start(folder);
        Backends backends = Backends.start(folder.resolve("data"), sink.url());
        Cluster cluster = new Cluster(folder, backends.environment())) {
      Map<String, String> settings = Map.of("CARILLON_WELCOME", "off");
      cluster.start("front", settings, "gateway", "users", "notifier");
      cluster.start("other", settings, "notifier");
      cluster.process("front").awaitOutput(" ready", LIMIT);
      cluster.process("other").awaitOutput(" ready", LIMIT);
      Client client = cluster.client("front");
      for (int i = 0; i < USERS; i++) {
        users.add(client.createUser("u" + i + "@proof.example", "User").getString("id"));
      }
      int kills = acknowledgeAndKill(cluster, settings, client);
      awaitAllSettled(client);
      check(client, sink.arrivals());
      assertThat(kills).isGreaterThanOrEqualTo(LONG ? 6 : 1);
    }
  }

  private int acknowledgeAndKill(Cluster cluster, Map<String, String> settings, Client client) {
    try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
        ScheduledExecutorService devices = Executors.newScheduledThreadPool(CLIENTS)) {
      for (int i = 0; i < NOTIFICATIONS; i++) {
        int number = i;
        boolean acked = i % 2 == 0;
        long ackAfter = random.nextInt(AFTER_SECONDS * 1_000 + 400);
        long at = LONG ? random.nextInt(20_000) : 0;
        later(
            threads,
            at,
            () -> {
              create(client, number);
              if (acked) {
                later(devices, ackAfter, () -> acknowledge(client, number));
              }
            });
      }
      int kills = kill(cluster, settings);
      Await.until(
          LIMIT,
          () -> answers.size() + " of " + NOTIFICATIONS / 2 + " answers",
          () -> answers.size() == NOTIFICATIONS / 2 && created.size() == NOTIFICATIONS);
      work.forEach(done -> assertThat(done).succeedsWithin(LIMIT));
      return kills;
    }
  }

  private void later(ScheduledExecutorService on, long millis, Runnable what) {
    work.add(on.schedule(what, millis, TimeUnit.MILLISECONDS));
  }

  /** At moments that have nothing to do with the deadlines, and while mails go out. */
  private int kill(Cluster cluster, Map<String, String> settings) {
    int kills = 0;
    for (int round = 0; round < (LONG ? 8 : 1); round++) {
      int most = NOTIFICATIONS / 2 * (round + 1) / (LONG ? 10 : 2);
      Await.until(LIMIT, () -> most + " acks of " + asked, () -> answers.size() >= most);
      boolean front = LONG && round % 3 == 2;
      cluster.process(front ? "front" : "other").kill();
      kills++;
      if (front) {
        cluster.startAndAwait("front", settings, "gateway", "users", "notifier");
      } else if (LONG) {
        cluster.startAndAwait("other", settings, "notifier");
      }
    }
    return kills;
  }

  private void create(Client client, int number) {
    JsonObject body =
        new JsonObject()
            .put("title", "Number " + number)
            .put(
                "escalate",
                new JsonObject()
                    .put("after", AFTER_SECONDS + "s")
                    .put("unless", "acked")
                    .put("mail", Client.mail(address(number), "Number " + number)));
    String path = "/v1/users/" + users.get(number % USERS) + "/notifications";
    String key = UUID.randomUUID().toString();
    created.put(
        number, untilAnswered(201, () -> client.send("POST", path, body, "Idempotency-Key", key)));
  }

  private void acknowledge(Client client, int number) {
    asked.incrementAndGet();
    JsonObject one = created.get(number);
    String path =
        "/v1/users/" + one.getString("userId") + "/notifications/" + one.getString("id") + "/acked";
    answers.put(number, untilAnswered(200, () -> client.post(path, null)));
  }

  /** Whoever is not answered asks again: the answer is the same. */
  private static JsonObject untilAnswered(int status, Supplier<Answer> request) {
    List<JsonObject> answer = new ArrayList<>();
    Await.until(
        LIMIT,
        () -> "an answer",
        () -> {
          Answer got = request.get();
          if (got.status() == status) {
            answer.add(got.json());
            return true;
          }
          assertThat(got.status()).as(got.body()).isIn(0, 409, 429, 500, 502, 503, 504);
          return false;
        });
    return answer.get(0);
  }

  private void awaitAllSettled(Client client) {
    Await.until(
        LIMIT,
        () -> "all mails to be settled: " + client.get("/v1/ledger").body(),
        () -> {
          Answer ledger = client.get("/v1/ledger");
          return ledger.status() == 200
              && ledger.json().getLong("accepted") == NOTIFICATIONS
              && Set.of("sent", "cancelled")
                  .containsAll(ledger.json().getJsonObject("states").fieldNames());
        });
  }

  private void check(Client client, List<SmtpSink.Arrival> arrivals) {
    Map<String, Set<String>> mails = new HashMap<>();
    arrivals.forEach(
        one -> mails.computeIfAbsent(one.recipient(), r -> new HashSet<>()).add(one.messageId()));
    List<Integer> inTime =
        answers.entrySet().stream()
            .filter(e -> "cancelled".equals(e.getValue().getString("mail")))
            .map(Map.Entry::getKey)
            .toList();
    Set<String> expected =
        IntStream.range(0, NOTIFICATIONS)
            .filter(i -> !inTime.contains(i))
            .mapToObj(EscalationProofIT::address)
            .collect(Collectors.toSet());
    assertThat(mails.keySet()).as("who got a mail").isEqualTo(expected);
    assertThat(mails.values()).as("of one notification").allMatch(ids -> ids.size() == 1);
    assertThat(inTime).as("acked in time").hasSizeGreaterThan(NOTIFICATIONS / 20);
    answers.values().forEach(a -> assertThat(a.getString("mail")).isIn("cancelled", "escalated"));
    copies(client, arrivals);
    System.out.println(
        NOTIFICATIONS
            + " notifications: "
            + inTime.size()
            + " acked in time, "
            + (answers.size() - inTime.size())
            + " acked too late, "
            + mails.size()
            + " got a mail, "
            + (arrivals.size() - mails.size())
            + " copies of what was on the wire at a kill");
  }

  /** A copy follows only what a killed process had on the wire, and has its Message-ID. */
  private void copies(Client client, List<SmtpSink.Arrival> arrivals) {
    Map<String, Long> counts =
        arrivals.stream()
            .collect(Collectors.groupingBy(SmtpSink.Arrival::messageId, Collectors.counting()));
    counts.forEach(
        (messageId, n) -> {
          if (n > 1) {
            String id = messageId.substring(1, messageId.indexOf('@'));
            assertThat(client.get("/v1/emails/" + id).body()).contains("\"unknown\"");
          }
        });
  }

  private static String address(int number) {
    return "n" + number + "@proof.example";
  }
}
