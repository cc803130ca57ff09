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
            folder.resolve("c"),
            "CARILLON_HTTP_HOST=file\nCARILLON_CLUSTER_HOST=file\nCARILLON_MAIL_FROM=file\n");
    ConfigSource source =
        ConfigSource.of(
            new JsonObject()
                .put("CARILLON_HTTP_HOST", "own")
                .put("CARILLON_CONFIG", file.toString()),
            Map.of("CARILLON_HTTP_HOST", "env", "CARILLON_CLUSTER_HOST", "env", "PATH", "x"));
    assertThat(source.text("CARILLON_HTTP_HOST", "")).isEqualTo("own");
    assertThat(source.text("CARILLON_CLUSTER_HOST", "")).isEqualTo("env");
    assertThat(source.text("CARILLON_MAIL_FROM", "")).isEqualTo("file");
    assertThat(source.find("PATH")).isNull();
    source.verify();
  }

  @Test
  void everyProblemIsReportedOnceAndAllTogether() {
    ConfigSource source =
        ConfigSource.of(
            new JsonObject().put("CARILLON_HTTP_PORT", "99999").put("CARILLON_POOL_WAIT", "soon"),
            Map.of());
    source.integer("CARILLON_HTTP_PORT", 1, 0, 65535);
    source.duration("CARILLON_POOL_WAIT", Duration.ZERO);
    source.duration("CARILLON_POOL_WAIT", Duration.ZERO);
    source.required("CARILLON_USERS_PG_URL", "CARILLON_PG_URL");
    assertThatThrownBy(source::verify)
        .hasMessageContaining("CARILLON_HTTP_PORT")
        .hasMessageContainingAll("CARILLON_USERS_PG_URL or CARILLON_PG_URL is required")
        .message()
        .containsOnlyOnce("CARILLON_POOL_WAIT");
  }

  @Test
  void aMisspeltSettingIsRefusedByNameWithTheNearestOneFromWhereverItComes() throws Exception {
    Path file = Files.writeString(folder.resolve("c"), "CARILLON_WELCOM=the-file's\n");
    ConfigSource source =
        ConfigSource.of(
            new JsonObject().put("CARILLON_HTTP_PROT", "own").put("other", "thing"),
            Map.of(
                "CARILLON_CONFIG", file.toString(),
                "CARILLON_SMPT_URL", "env",
                "CARILON_DEBUG", "env",
                "carillon_inbox", "env",
                "CARDINAL_DEBUG", "somebody else's"));
    assertThatThrownBy(source::verify)
        .hasMessageContaining("CARILLON_HTTP_PROT is not a setting; did you mean CARILLON_HTTP_POR")
        .hasMessageContaining("CARILLON_SMPT_URL is not a setting; did you mean CARILLON_SMTP_URL?")
        .hasMessageContaining("CARILON_DEBUG is not a setting; did you mean CARILLON_DEBUG?")
        .hasMessageContaining("carillon_inbox is not a setting; did you mean CARILLON_INBOX?")
        .hasMessageContaining("CARILLON_WELCOM is not a setting; did you mean CARILLON_WELCOME?")
        .message()
        .doesNotContain("own", "env", "the-file's", "CARDINAL", "other");
  }

  @Test
  void whatKubernetesSaysOfItsServicesIsNoMisspeltSetting() {
    ConfigSource.of(
            new JsonObject(),
            Map.of(
                "CARILLON_PORT", "tcp://10.0.0.1:8080",
                "CARILLON_GATEWAY_PORT", "tcp://10.0.0.1:8080",
                "CARILLON_GATEWAY_PORT_8080_TCP_ADDR", "10.0.0.1",
                "CARILLON_SERVICE_HOST", "10.0.0.1",
                "CARILLON_GATEWAY_SERVICE_PORT_HTTP", "8080"))
        .verify();
  }

  @Test
  void aProblemNamesTheFlagOrTheFileThatASettingCameFrom() throws Exception {
    Path file = Files.writeString(folder.resolve("c"), "CARILLON_INSTANCES=many\n");
    ConfigSource source =
        ConfigSource.of(
                new JsonObject()
                    .put("CARILLON_HTTP_PORT", "70000")
                    .put("CARILLON_CONFIG", file.toString()),
                Map.of())
            .spokenAs(Map.of("CARILLON_HTTP_PORT", "--port"));
    source.integer("CARILLON_HTTP_PORT", 1, 0, 65535);
    source.integer("CARILLON_INSTANCES", 1, 1, 2);
    assertThatThrownBy(source::verify)
        .hasMessageContaining("--port must be a whole number from 0 to 65535")
        .hasMessageContaining("CARILLON_INSTANCES (in the file of CARILLON_CONFIG) must be");
  }

  @Test
  void aDurationHasBounds() {
    ConfigSource source =
        ConfigSource.of(new JsonObject().put("CARILLON_POOL_WAIT", "25d"), Map.of());
    source.duration(
        "CARILLON_POOL_WAIT", Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofHours(1));
    assertThatThrownBy(source::verify)
        .hasMessageContaining("CARILLON_POOL_WAIT must be from 1ms to 1h");
  }

  @Test
  void aFileThatCannotBeReadIsAProblemThatDoesNotShowItsText() throws Exception {
    Path text = Files.writeString(folder.resolve("c"), "CARILLON_PG_URL=hunter2\\u12");
    Path bytes = Files.write(folder.resolve("b"), new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(() -> from(text).verify())
        .hasMessageContaining("CARILLON_CONFIG")
        .hasMessageContaining("is not a properties file")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> from(bytes).verify()).hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> from(folder.resolve("none")).verify())
        .hasMessageContaining("there is no file");
  }

  private static ConfigSource from(Path file) {
    return ConfigSource.of(new JsonObject(), Map.of("CARILLON_CONFIG", file.toString()));
  }

  @Test
  void aSecretIsNotPrinted() {
    assertThat(new Secret("hunter2")).hasToString("***");
  }
}
