package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes with users and mail, and a gateway. One stands still: the doctor names it, the
 * gateway stays ready; both stand still: the gateway is not, and says why.
 */
class DoctorIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-");

  private static final Pattern NOBODY =
      Pattern.compile(
          "users canary: nobody answers for users: services1 for \\d+ s, services2 for \\d+ s");

  @TempDir Path folder;
  private Cluster cluster;

  /** What a command printed, and its status. */
  private record Said(int status, String text) {}

  @Test
  void whoStandsStillIsNamedAndTheGatewayStaysReadyWhileAnotherAnswers() throws Exception {
    try (Backends backends = Backends.start(folder.resolve("data"), "smtp://127.0.0.1:9");
        Cluster all = new Cluster(folder, backends.environment())) {
      cluster = all;
      List.of(
              all.start("services1", named("services1"), "users", "notifier"),
              all.start("services2", named("services2"), "users", "notifier"),
              all.start("gateway1", named("gateway1"), "gateway"))
          .forEach(process -> process.awaitOutput(" ready", LIMIT));
      all.awaitReady("gateway1");
      Await.until(LIMIT, () -> "a whole cluster: " + doctor(), () -> doctor().status() == 0);
      assertThat(doctor().text()).contains("All is well.", "services1", "schema users");
      namesEverywhere();
      oneStandsStill();
      bothStandStill();
      assertThat(readMetrics()).contains("carillon_node_info{node=\"gateway1\",version=\"");
      assertThat(all.process("gateway1").output())
          .containsPattern("gateway1 WARN .* services1 says nothing")
          .doesNotContainPattern(UUID);
    }
  }

  /** Who stands still was not blocked; and the log is the product's own, and not that of tests. */
  private static Map<String, String> named(String name) {
    return Map.of(
        "CARILLON_NODE",
        name,
        "CARILLON_BLOCKED_LOOP",
        "1m",
        "JAVA_TOOL_OPTIONS",
        "-Dlogback.configurationFile=logback.xml");
  }

  private void namesEverywhere() {
    JsonObject tasks = cluster.client("gateway1").get("/v1/tasks?limit=200").json();
    assertThat(tasks.getJsonArray("items").stream().map(t -> ((JsonObject) t).getString("node")))
        .contains("services1", "services2", "gateway1")
        .allMatch(node -> node.matches("(services|gateway)[12]"));
    String report = cluster.client("gateway1").get("/v1/cluster").hasStatus(200).body();
    assertThat(report).doesNotContainPattern(UUID);
    assertThat(new JsonObject(report).getJsonArray("links")).hasSize(6);
  }

  private void oneStandsStill() {
    cluster.process("services1").signal("STOP");
    List<Integer> looks = new ArrayList<>();
    try {
      Await.until(
          LIMIT,
          () -> "services1 to be named: " + doctor(),
          () -> {
            looks.add(readiness().status());
            return doctor().text().contains("- services1 answers nobody");
          });
      JsonArray unanswered = unanswered();
      assertThat(unanswered.getJsonObject(0).getString("node")).isEqualTo("services1");
      for (int i = 0; i < 20; i++) {
        looks.add(readiness().status());
      }
    } finally {
      cluster.process("services1").signal("CONT");
    }
    assertThat(looks).containsOnly(200);
  }

  private JsonArray unanswered() {
    return cluster.client("gateway1").get("/v1/tasks").json().getJsonArray("unanswered");
  }

  private void bothStandStill() {
    cluster.process("services1").signal("STOP");
    cluster.process("services2").signal("STOP");
    try {
      Await.until(
          LIMIT,
          () -> "the reason: " + readiness().body(),
          () -> readiness().status() == 503 && NOBODY.matcher(readiness().body()).find());
    } finally {
      cluster.process("services1").signal("CONT");
      cluster.process("services2").signal("CONT");
    }
    Await.until(LIMIT, () -> "ready again", () -> readiness().status() == 200);
  }

  private Client.Answer readiness() {
    return cluster.management("gateway1").get("/readyz");
  }

  private String readMetrics() {
    return cluster.management("gateway1").get("/metrics").body();
  }

  private Said doctor() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try {
      Path key = Files.writeString(folder.resolve("key"), Cluster.KEY);
      int status =
          Commands.run(
              new Terminal(out, out, Map.of()),
              "doctor",
              "--url",
              "http://127.0.0.1:" + cluster.httpPort("gateway1"),
              "--key-file",
              key.toString());
      return new Said(status, bytes.toString(StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
