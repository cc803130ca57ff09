package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.process.PreviousVersion;
import dev.carillon.e2e.harness.Alone;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version before is exchanged for the present one, process by process, in one cluster and on
 * one database. At each step each gateway speaks to services of the other version, and what was
 * accepted arrives once, which a sink outside of both says.
 */
@ExtendWith(Alone.class)
class PreviousVersionIT {
  private static final Path KEPT = Path.of("src/test/previous");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BEFORE = "before.example.org";
  private static final String NOW = "now.example.org";
  private static final String KEPT_MAIL = "kept@example.org";
  private static final int BURST = 30;

  @TempDir Path folder;
  private Cluster cluster;
  private SmtpSink sink;

  @Test
  void twoAdjacentVersionsWorkSideBySide() throws Exception {
    assumeTrue(
        PreviousVersion.isIn(KEPT),
        "SKIPPED: no version before this one is kept; src/test/previous/renew makes one");
    String old = PreviousVersion.classPath(KEPT);
    try (SmtpSink arrived = SmtpSink.start(folder);
        Backends backends = Backends.start(folder.resolve("data"), arrived.url());
        Cluster all = new Cluster(folder, backends.environment())) {
      sink = arrived;
      cluster = all;
      exchange(old);
    }
  }

  private void exchange(String old) {
    startAll(
        List.of(
            cluster.start("before", old, named(BEFORE), "users", "notifier"),
            cluster.start("old gateway", old, named(BEFORE), "gateway"),
            cluster.start("gateway", Cluster.PRESENT, named(NOW), "gateway")));
    cluster.awaitReady("old gateway");
    cluster.awaitReady("gateway");
    TwoSides sides = new TwoSides(cluster.client("old gateway"), cluster.client("gateway"));
    String kept = sides.schedule(KEPT_MAIL); // accepted by the version before
    sides.everythingWorks("services of before");

    startAll(List.of(cluster.start("now", Cluster.PRESENT, named(NOW), "users", "notifier")));
    sides.everythingWorks("services of both");
    bothNotifiersDeliver(sides);

    sides.burst("handed over", BURST); // some of it is under way while its process ends
    assertThat(cluster.process("before").stop()).isIn(0, 143);
    sides.everythingWorks("services of now");
    assertThat(cluster.process("old gateway").stop()).isIn(0, 143);

    Client client = cluster.client("gateway");
    sides.release(client, kept, KEPT_MAIL);
    new TwoSides(client, client, sides.told()).everythingWorksHere("now alone");
    nothingIsLostOrDoubled(client, sides.told());
    assertThat(deliverersOf(KEPT_MAIL)).containsExactly(NOW);
  }

  private static void startAll(List<Running> processes) {
    processes.forEach(process -> process.awaitOutput(" ready", LIMIT));
  }

  /** Three of them start at once: a loop may have to wait longer than elsewhere for its turn. */
  private static Map<String, String> named(String name) {
    return Map.of("CARILLON_SMTP_HELO", name, "CARILLON_BLOCKED_LOOP", "10s");
  }

  /** Of one queue: mail goes on coming in until each of them has brought some of it. */
  private void bothNotifiersDeliver(TwoSides sides) {
    Await.until(
        LIMIT,
        () -> "mail of both notifiers: " + deliverersOf("burst"),
        () -> {
          sides.burst("burst", BURST);
          return deliverersOf("burst").equals(Set.of(BEFORE, NOW));
        });
  }

  private Set<String> deliverersOf(String recipient) {
    return sink.arrivals().stream()
        .filter(arrival -> arrival.recipient().startsWith(recipient))
        .map(SmtpSink.Arrival::helo)
        .collect(Collectors.toSet());
  }

  private void nothingIsLostOrDoubled(Client client, List<String> told) {
    Await.until(
        LIMIT,
        () -> told.size() + " mails to arrive, not " + sink.arrivals().size(),
        () -> sink.arrivals().size() >= told.size());
    Await.until(
        LIMIT,
        () -> "the books to be closed: " + client.get("/v1/ledger").body(),
        () -> {
          JsonObject ledger = client.get("/v1/ledger").hasStatus(200).json();
          return ledger.getBoolean("balanced")
              && ledger.getJsonObject("states").getInteger("sent", 0) == told.size();
        });
    assertThat(sink.arrivals())
        .extracting(SmtpSink.Arrival::recipient)
        .containsExactlyInAnyOrderElementsOf(told);
  }
}
