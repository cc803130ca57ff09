package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred accepts, then SIGKILL of the JVM and of PostgreSQL at a random point, then {@code up}
 * again. An SMTP sink in a process of its own is the witness.
 */
class CrashIT {
  private static final int MAILS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noAcceptedMailIsLostAndOnlyMailsInFlightMayComeTwice(long seed) {
    Path data = folder.resolve("data");
    try (SmtpSink sink = SmtpSink.start(folder)) {
      Map<String, String> environment = Map.of("CARILLON_SMTP_URL", sink.url());
      Set<String> accepted;
      try (Up up = Up.start(data, environment)) {
        accepted = acceptThenKill(up, new Random(seed));
      }
      Set<String> inFlight = inFlight(data, sink.url());
      try (Up up = Up.start(data, environment)) {
        awaitAllSettled(up.client());
        check(sink.arrivals(), accepted, inFlight);
        JsonObject ledger = up.client().get("/v1/ledger").json();
        assertThat(ledger.getBoolean("balanced")).as(ledger.encode()).isTrue();
        assertThat(ledger.getLong("accepted")).isGreaterThanOrEqualTo(accepted.size());
      }
    }
  }

  /** The ids of mails that got a 202 before the kill. */
  private static Set<String> acceptThenKill(Up up, Random random) {
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    AtomicInteger next = new AtomicInteger();
    int killAfter = MAILS / 4 + random.nextInt(MAILS * 3 / 4);
    long postmaster = up.postmaster();
    Client client = up.client();
    try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < MAILS; i++) {
        senders.execute(
            () -> {
              Client.Answer answer =
                  client.post(
                      "/v1/emails",
                      Client.mail("crash" + next.incrementAndGet() + "@example.org", "Crash"));
              if (answer.status() == 202) {
                accepted.add(answer.json().getString("id"));
              }
            });
      }
      Await.until(LIMIT, () -> killAfter + " accepts", () -> accepted.size() >= killAfter);
      ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
      up.process().kill();
    }
    return Set.copyOf(accepted);
  }

  /** The mails that were taken and not settled when the kill came, read from the tables. */
  private static Set<String> inFlight(Path data, String smtpUrl) {
    try (Backends backends = Backends.start(data, smtpUrl);
        Database database = backends.database("NOTIFIER")) {
      return Set.copyOf(
          database.texts(
              "select distinct u::text from notifier.lease, unnest(mail_ids) u where not"
                  + " exists (select from notifier.outcome o where o.mail_id = u)"));
    }
  }

  private static void awaitAllSettled(Client client) {
    Await.until(
        LIMIT,
        () -> "an empty queue: " + client.get("/v1/ledger").body(),
        () -> {
          Client.Answer ledger = client.get("/v1/ledger");
          return ledger.status() == 200
              && ledger.json().getJsonObject("states").fieldNames().equals(Set.of("sent"));
        });
  }

  /**
   * What was on the wire when the kill came may reach the sink a moment after it, so that the
   * tables are the witness: a copy may only follow what was in a worker's hands and not settled.
   */
  private static void check(
      List<SmtpSink.Arrival> arrivals, Set<String> accepted, Set<String> inFlight) {
    Map<String, Long> copies =
        arrivals.stream().collect(Collectors.groupingBy(CrashIT::id, Collectors.counting()));
    assertThat(copies.keySet()).as("every mail that got a 202 arrived").containsAll(accepted);
    Set<String> twice =
        copies.entrySet().stream()
            .filter(e -> e.getValue() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(inFlight).as("a copy follows only what was not settled").containsAll(twice);
    assertThat(copies.values()).allMatch(n -> n <= 2);
  }

  /** A Message-ID is {@code <mail id@domain>}, so that copies of a mail have the same one. */
  private static String id(SmtpSink.Arrival arrival) {
    return arrival.messageId().substring(1, arrival.messageId().indexOf('@'));
  }
}
