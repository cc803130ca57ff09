package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.SettingsCheck;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code compose.yaml} is what the Compose Specification allows, and its settings can be used. No
 * container is started: what runs in one is tested as what is installed.
 */
class ContainersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ASKED = Pattern.compile("\\$\\{(\\w+):\\?[^}]*\\}");

  @TempDir Path folder;

  private final JsonObject compose;

  ContainersTest() throws IOException {
    this.compose = Yaml.documents(Files.readString(ContainerFiles.COMPOSE)).get(0);
  }

  @Test
  void composeIsWhatTheSpecificationAllows() throws IOException {
    assertThat(problems(compose)).isEmpty();
  }

  /** The counterexample. */
  @Test
  void aFieldThatComposeDoesNotKnowIsRefused() throws IOException {
    JsonObject misspelt = compose.copy();
    misspelt.getJsonObject("services").getJsonObject("users").put("read_onIy", true);
    assertThat(problems(misspelt)).contains("read_onIy");
  }

  private static String problems(JsonObject document) throws IOException {
    try (InputStream kept =
        ContainersTest.class.getResourceAsStream("/compose/compose-spec.json")) {
      ObjectNode rules = (ObjectNode) JSON.readTree(kept);
      rules.remove(
          List.of("$id", "$schema")); // a name and a dialect that the reader cannot resolve
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(rules);
      JsonNode node = JSON.readTree(document.encode());
      StringBuilder all = new StringBuilder();
      schema.validate(node).forEach(each -> all.append(each).append('\n'));
      return all.toString();
    }
  }

  @Test
  void theSettingsOfEachServiceCanBeUsed() throws IOException {
    Files.writeString(folder.resolve("keys"), "me admin " + "0".repeat(64) + "\n");
    for (Services.Name name : Services.Name.values()) {
      String service = name.name().toLowerCase(Locale.ROOT);
      JsonObject told = compose.getJsonObject("services").getJsonObject(service);
      assertThat(told.getJsonArray("command")).containsExactly("service", service);
      assertThat(told.getBoolean("read_only")).isTrue();
      assertThat(told.getJsonArray("tmpfs"))
          .as("where Netty unpacks its native transport, which noexec forbids to load")
          .containsExactly("/tmp:exec");
      Map<String, String> environment = environment(told.getJsonObject("environment"));
      assertThat(environment)
          .containsEntry("CARILLON_CLUSTER_HOST", service)
          .hasEntrySatisfying(
              "CARILLON_CLUSTER_MEMBERS",
              members -> assertThat(members.split(",")).contains(service));
      environment.put("CARILLON_CLUSTER_HOST", "127.0.0.1");
      SettingsCheck.ofServices(ConfigSource.of(new JsonObject(), environment), List.of(name));
    }
  }

  private Map<String, String> environment(JsonObject told) {
    Map<String, String> all = new TreeMap<>();
    told.forEach(
        each ->
            all.put(
                each.getKey(),
                ASKED
                    .matcher(each.getValue().toString())
                    .replaceAll("secret")
                    .replace("/run/secrets", folder.toString())
                    .replace("/var/lib/carillon", folder.toString())));
    return all;
  }

  @Test
  void whoIsWaitedForSaysWhetherItIsHealthy() {
    JsonObject services = compose.getJsonObject("services");
    for (Services.Name name : Services.Name.values()) {
      services
          .getJsonObject(name.name().toLowerCase(Locale.ROOT))
          .getJsonObject("depends_on")
          .forEach(
              each -> {
                JsonObject other = services.getJsonObject(each.getKey());
                assertThat(other).as(each.getKey()).isNotNull();
                if (((JsonObject) each.getValue())
                    .getString("condition")
                    .equals("service_healthy")) {
                  assertThat(other.containsKey("healthcheck")).as(each.getKey()).isTrue();
                }
              });
    }
  }

  @Test
  void theImageRunsAsNobodyAndLooksAfterItself() {
    assertThat(ContainerFiles.dockerfile())
        .contains("\nUSER 10001:10001\n")
        .contains("\nENTRYPOINT [\"carillon\"]\n");
    assertThat(ContainerFiles.healthCheck()).startsWith("bash", "-c");
  }
}
