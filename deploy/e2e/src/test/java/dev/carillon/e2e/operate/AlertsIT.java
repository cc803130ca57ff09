package dev.carillon.e2e.operate;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kept alerts fire in a Prometheus when the thing happens that each is about, and end with it.
 * Times and numbers are made short; what they ask for is as it is kept.
 */
class AlertsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void alertsFireWhenSmtpStopsTheQueueFillsAndPostgresIsCut() throws IOException {
    String prometheus = Programs.need("prometheus");
    try (SmtpSink sink = SmtpSink.start(folder);
        Up up =
            Up.start(
                folder.resolve("data"),
                Map.of("CARILLON_SMTP_URL", sink.url(), "CARILLON_WELCOME", "off"));
        Watch watch = new Watch(prometheus, up)) {
      Client client = up.client();
      client.post("/v1/emails", Client.mail("well@example.org", "Well")).hasStatus(202);
      watch.awaitScraped();
      Await.until( // what is short here may fire before the first look at the queue
          LIMIT, () -> "calm instead of " + watch.firing(), () -> watch.firing().isEmpty());

      client.post("/v1/pauses", new JsonObject()).hasStatus(200);
      for (int i = 0; i < 60; i++) {
        client.post("/v1/emails", Client.mail("full@example.org", "Full")).hasStatus(202);
      }
      watch.await("CarillonQueueLong");
      watch.await("CarillonMailWaits");

      sink.close();
      client.send("DELETE", "/v1/pauses", null).hasStatus(200);
      watch.await("CarillonSmtpSilent");
      watch.awaitEndOf("CarillonQueueLong");

      PostgresControl server = PostgresControl.of(up.data().resolve("postgres"));
      server.stop();
      watch.await("CarillonNotReady");
      watch.await("CarillonQueueUnknown");
      watch.await("CarillonOutboxNotCarried");
      server.start();
      watch.awaitEndOf("CarillonNotReady");
      watch.awaitEndOf("CarillonQueueUnknown");
      watch.awaitEndOf("CarillonOutboxNotCarried");
    }
  }

  /** A Prometheus that looks every second. */
  private final class Watch implements AutoCloseable {
    private final Running process;
    private final Client api;

    Watch(String program, Up up) throws IOException {
      int port = FreePorts.next();
      String rules =
          ObserveFiles.read(ObserveFiles.ALERTS)
              .replaceAll("for: \\d+m", "for: 1s")
              .replaceAll("\\[\\d+[mh]\\]", "[15s]")
              .replace("> 300\n", "> 3\n")
              .replace("> 100000\n", "> 50\n");
      Files.writeString(folder.resolve("alerts.yml"), rules);
      String target = "127.0.0.1:" + up.managementPort();
      Files.writeString(
          folder.resolve("prometheus.yml"),
          """
          global: {scrape_interval: 1s, evaluation_interval: 1s}
          rule_files: [alerts.yml]
          scrape_configs:
            - job_name: carillon
              static_configs: [{targets: ["%s"]}]
          """
              .formatted(target));
      this.process =
          Running.program(
              folder.resolve("prometheus.log"),
              Map.of(),
              program,
              "--config.file=" + folder.resolve("prometheus.yml"),
              "--storage.tsdb.path=" + folder.resolve("tsdb"),
              "--web.listen-address=127.0.0.1:" + port);
      this.api = new Client(port, null);
    }

    void awaitScraped() {
      Await.until(
          LIMIT,
          () -> "a scrape:\n" + process.output(),
          () -> {
            Client.Answer answer = api.get("/api/v1/query?query=carillon_mail_ready");
            return answer.status() == 200 && answer.body().contains("\"value\"");
          });
    }

    Set<String> firing() {
      Set<String> names = new TreeSet<>();
      api
          .get("/api/v1/alerts")
          .hasStatus(200)
          .json()
          .getJsonObject("data")
          .getJsonArray("alerts")
          .stream()
          .map(JsonObject.class::cast)
          .filter(alert -> alert.getString("state").equals("firing"))
          .forEach(alert -> names.add(alert.getJsonObject("labels").getString("alertname")));
      return names;
    }

    void await(String alert) {
      Await.until(LIMIT, () -> alert + " beside " + firing(), () -> firing().contains(alert));
    }

    void awaitEndOf(String alert) {
      Await.until(
          LIMIT, () -> "the end of " + alert + " in " + firing(), () -> !firing().contains(alert));
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
