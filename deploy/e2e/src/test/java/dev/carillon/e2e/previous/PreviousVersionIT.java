package dev.carillon.e2e.previous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version before and the present one on one database, in both orders of start: both take mail,
 * and what either has taken is sent once.
 */
class PreviousVersionIT {
  private static final int MAILS = 200;
  private static final String KEY = "previous-version-key-0123456789abcdef";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void twoAdjacentVersionsWorkSideBySide() throws Exception {
    assumeTrue(PreviousVersion.isThere(), "no version before this one is kept");
    try (SmtpSink sink = SmtpSink.start(folder);
        Backends backends = Backends.start(folder.resolve("data"), sink.url())) {
      int oldPort = FreePorts.next();
      int newPort = FreePorts.next();
      try (Child old = start("old", PreviousVersion.classPath(), backends, oldPort);
          Child present = start("new", System.getProperty("java.class.path"), backends, newPort);
          Database database = backends.database("NOTIFIER")) {
        for (int i = 0; i < MAILS; i++) {
          accept(i % 2 == 0 ? oldPort : newPort, i);
        }
        Await.until(LIMIT, () -> "all mail", () -> sink.arrivals().size() >= MAILS);
        assertThat(database.number("select count(*) from notifier.outcome where state = 's'"))
            .isEqualTo(MAILS);
        assertThat(sink.arrivals().size()).isEqualTo(MAILS);
        assertThat(old.isAlive() && present.isAlive()).isTrue();
      }
    }
  }

  private Child start(String name, String classPath, Backends backends, int port)
      throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(KEY));
    Path settings =
        Files.writeString(
            folder.resolve(name + ".json"),
            backends
                .config()
                .put("CARILLON_API_KEYS_FILE", keys.toString())
                .put("CARILLON_HTTP_PORT", port)
                .put("CARILLON_MANAGEMENT_PORT", 0)
                .encode());
    return Child.start(
        folder.resolve(name + ".log"),
        List.of(),
        classPath,
        ServiceProcess.class,
        settings.toString(),
        "NOTIFIER",
        "GATEWAY");
  }

  private void accept(int port, int number) throws Exception {
    String mail =
        "{\"to\":{\"email\":\"a%d@example.org\"},\"subject\":\"S\",\"text\":\"text\"}"
            .formatted(number);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/emails"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(mail))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }
}
