package dev.carillon.e2e.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each verticle also runs under Vert.x's own launcher, with nothing but {@code -conf}. */
class VertxApplicationIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyVerticleRunsUnderVertxApplication() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), "# nobody yet\n");
    try (Backends backends = Backends.start(folder.resolve("data"), "smtp://127.0.0.1:9")) {
      JsonObject config = new JsonObject().put("CARILLON_API_KEYS_FILE", keys.toString());
      backends.environment().forEach(config::put);
      assertReady("dev.carillon.users.UsersVerticle", config, 200);
      assertReady("dev.carillon.notifier.NotifierVerticle", config, 200);
      // Alone it lives and says that those whom it asks do not answer.
      assertReady("dev.carillon.gateway.GatewayVerticle", config, 503);
    }
  }

  private void assertReady(String verticle, JsonObject config, int readiness) {
    int management = FreePorts.next();
    JsonObject own =
        config
            .copy()
            .put("CARILLON_MANAGEMENT_PORT", management)
            .put("CARILLON_HTTP_PORT", FreePorts.next());
    Path file = folder.resolve(verticle + ".json");
    try {
      Files.writeString(file, own.encode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Running process =
        Running.start(
            folder.resolve(verticle + ".log"),
            Map.of(),
            "io.vertx.launcher.application.VertxApplication",
            verticle,
            "-conf",
            file.toString())) {
      Client client = new Client(management, null);
      Await.until(
          LIMIT,
          () -> verticle + " to answer " + readiness + ":\n" + process.output(),
          () ->
              client.get("/livez").status() == 200
                  && client.get("/readyz").status() == readiness
                  && !client.get("/readyz").body().contains("{}"));
      assertThat(process.stop()).isIn(0, 143);
      assertThat(process.output()).doesNotContain("DEBUG", "hazelcast");
    }
  }
}
