package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
  @TempDir Path folder;

  @Test
  void theVerticlesOwnSettingsWinThenTheEnvironmentThenTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c"), "CARILLON_A=file\nCARILLON_B=file\nCARILLON_C=file\n");
    ConfigSource source =
        ConfigSource.of(
            new JsonObject().put("CARILLON_A", "own").put("CARILLON_CONFIG", file.toString()),
            Map.of("CARILLON_A", "env", "CARILLON_B", "env", "PATH", "x"));
    assertThat(source.text("CARILLON_A", "")).isEqualTo("own");
    assertThat(source.text("CARILLON_B", "")).isEqualTo("env");
    assertThat(source.text("CARILLON_C", "")).isEqualTo("file");
    assertThat(source.find("PATH")).isNull();
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    ConfigSource source =
        ConfigSource.of(
            new JsonObject().put("CARILLON_PORT", "99999").put("CARILLON_WAIT", "soon"), Map.of());
    source.integer("CARILLON_PORT", 1, 0, 65535);
    source.duration("CARILLON_WAIT", Duration.ZERO);
    source.required("CARILLON_PG_URL");
    assertThatThrownBy(source::verify)
        .hasMessageContaining("CARILLON_PORT")
        .hasMessageContaining("CARILLON_WAIT")
        .hasMessageContaining("CARILLON_PG_URL is required");
  }

  @Test
  void aSecretIsNotPrinted() {
    assertThat(new Secret("hunter2")).hasToString("***");
  }
}
