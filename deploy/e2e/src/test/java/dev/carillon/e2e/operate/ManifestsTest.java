package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.SettingsCheck;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests for Kubernetes are read with the models of its own client, which refuse a field
 * that they do not know; what they name in one another is there, and their settings can be used.
 */
class ManifestsTest {
  private static final Path BASE = Path.of("../kubernetes/base");

  /** What the secret {@code carillon-servers} is to have. */
  private static final Map<String, String> SERVERS =
      Map.of(
          "CARILLON_PG_URL", "postgresql://carillon:secret@db.example/carillon",
          "CARILLON_MONGO_URL", "mongodb://docs.example/carillon",
          "CARILLON_SMTP_URL", "smtp://mail.example");

  private static final List<V1Deployment> DEPLOYMENTS = new ArrayList<>();
  private static final List<V1Service> SERVICES = new ArrayList<>();
  private static final List<V1PodDisruptionBudget> BUDGETS = new ArrayList<>();
  private static final List<V1ConfigMap> MAPS = new ArrayList<>();
  private static final List<V1NetworkPolicy> POLICIES = new ArrayList<>();
  private static final List<V1ServiceAccount> ACCOUNTS = new ArrayList<>();

  @TempDir Path folder;

  @BeforeAll
  static void read() throws IOException {
    for (String file : resources()) {
      for (JsonObject document : Yaml.documents(Files.readString(BASE.resolve(file)))) {
        take(document);
      }
    }
  }

  private static List<String> resources() throws IOException {
    return Yaml.documents(Files.readString(BASE.resolve("kustomization.yaml")))
        .get(0)
        .getJsonArray("resources")
        .stream()
        .map(String.class::cast)
        .toList();
  }

  private static void take(JsonObject document) throws IOException {
    String json = document.encode();
    String kind = document.getString("apiVersion") + " " + document.getString("kind");
    switch (kind) {
      case "apps/v1 Deployment" -> DEPLOYMENTS.add(V1Deployment.fromJson(json));
      case "v1 Service" -> SERVICES.add(V1Service.fromJson(json));
      case "policy/v1 PodDisruptionBudget" -> BUDGETS.add(V1PodDisruptionBudget.fromJson(json));
      case "v1 ConfigMap" -> MAPS.add(V1ConfigMap.fromJson(json));
      case "networking.k8s.io/v1 NetworkPolicy" -> POLICIES.add(V1NetworkPolicy.fromJson(json));
      case "v1 ServiceAccount" -> ACCOUNTS.add(V1ServiceAccount.fromJson(json));
      default -> throw new AssertionError(kind + " is read by nobody");
    }
  }

  @Test
  void theBaseHasEveryFileOfItsFolderAndNoOther() throws IOException {
    Set<String> files = new TreeSet<>(resources());
    files.add("kustomization.yaml");
    try (var there = Files.list(BASE)) {
      assertThat(there.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files);
    }
    assertThat(DEPLOYMENTS).hasSize(Services.Name.values().length);
  }

  /** The counterexample: a misspelt field, at the top and deep down. */
  @Test
  void aFieldThatKubernetesDoesNotKnowIsRefused() throws IOException {
    String users = Files.readString(BASE.resolve("users.yaml"));
    for (String field : List.of("replicas", "readOnlyRootFilesystem", "periodSeconds")) {
      JsonObject misspelt = Yaml.documents(users.replace(field + ":", field + "s:")).get(0);
      assertThatThrownBy(() -> V1Deployment.fromJson(misspelt.encode()))
          .as(field)
          .hasMessageContaining(field + "s");
    }
  }

  @Test
  void podsAreConfinedAndWatchedOnTheManagementPort() {
    for (V1Deployment deployment : DEPLOYMENTS) {
      V1PodSpec pod = deployment.getSpec().getTemplate().getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getServiceAccountName()).isEqualTo(ACCOUNTS.get(0).getMetadata().getName());
      V1Container container = pod.getContainers().get(0);
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      asks(container.getStartupProbe(), "/livez");
      asks(container.getLivenessProbe(), "/livez");
      asks(container.getReadinessProbe(), "/readyz");
    }
  }

  private static void asks(V1Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrValue()).isEqualTo("management");
  }

  @Test
  void servicesBudgetsAndPoliciesSelectPodsThatHaveTheirPorts() {
    for (V1Service service : SERVICES) {
      List<V1Deployment> chosen = chosen(service.getSpec().getSelector());
      assertThat(chosen).as(service.getMetadata().getName()).isNotEmpty();
      for (V1Deployment deployment : chosen) {
        assertThat(service.getSpec().getPorts())
            .allSatisfy(
                port ->
                    assertThat(ports(deployment)).containsKey(port.getTargetPort().getStrValue()));
      }
    }
    for (V1PodDisruptionBudget budget : BUDGETS) {
      assertThat(chosen(budget.getSpec().getSelector().getMatchLabels())).hasSize(1);
    }
    assertThat(BUDGETS).hasSameSizeAs(DEPLOYMENTS);
    for (V1NetworkPolicy policy : POLICIES) {
      assertThat(chosen(policy.getSpec().getPodSelector().getMatchLabels()))
          .hasSameSizeAs(DEPLOYMENTS);
    }
    for (V1Deployment deployment : DEPLOYMENTS) {
      assertThat(chosen(deployment.getSpec().getSelector().getMatchLabels()))
          .containsExactly(deployment);
    }
  }

  private static List<V1Deployment> chosen(Map<String, String> selector) {
    return DEPLOYMENTS.stream()
        .filter(
            deployment ->
                deployment
                    .getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(selector.entrySet()))
        .toList();
  }

  private static Map<String, Integer> ports(V1Deployment deployment) {
    Map<String, Integer> ports = new TreeMap<>();
    for (V1ContainerPort port : container(deployment).getPorts()) {
      ports.put(port.getName(), port.getContainerPort());
    }
    return ports;
  }

  private static V1Container container(V1Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  @Test
  void theSettingsOfEachPodCanBeUsedAndMeanItsPorts() throws IOException {
    Files.writeString(folder.resolve("keys"), "me admin " + "0".repeat(64) + "\n");
    for (V1Deployment deployment : DEPLOYMENTS) {
      Map<String, String> environment = environment(deployment);
      String service = container(deployment).getArgs().get(1);
      assertThat(container(deployment).getArgs()).containsExactly("service", service);
      assertThat(deployment.getMetadata().getName()).isEqualTo("carillon-" + service);
      SettingsCheck.ofServices(
          ConfigSource.of(new JsonObject(), environment),
          List.of(Services.Name.valueOf(service.toUpperCase(Locale.ROOT))));

      Map<String, Integer> ports = ports(deployment);
      named(environment, "CARILLON_MANAGEMENT_PORT", ports.get("management"));
      named(environment, "CARILLON_CLUSTER_PORT", ports.get("cluster"));
      named(environment, "CARILLON_CLUSTER_BUS_PORT", ports.get("bus"));
      if (ports.containsKey("api")) {
        named(environment, "CARILLON_HTTP_PORT", ports.get("api"));
      }
      assertThat(SERVICES)
          .extracting(each -> each.getMetadata().getName())
          .contains(environment.get("CARILLON_CLUSTER_MEMBERS"));
    }
  }

  private static void named(Map<String, String> environment, String setting, Integer port) {
    assertThat(environment.get(setting)).as(setting).isEqualTo(String.valueOf(port));
  }

  /** As the kubelet makes it, with addresses and files of this machine. */
  private Map<String, String> environment(V1Deployment deployment) {
    Map<String, String> all = new TreeMap<>(SERVERS);
    all.putAll(MAPS.get(0).getData());
    for (V1EnvVar each : container(deployment).getEnv()) {
      all.put(
          each.getName(),
          each.getValue() != null
              ? each.getValue().replace("/etc/carillon", folder.toString())
              : switch (each.getValueFrom().getFieldRef().getFieldPath()) {
                case "metadata.name" -> deployment.getMetadata().getName() + "-5d8f7b6c9-x2x7k";
                case "status.podIP" -> "127.0.0.1";
                default -> throw new AssertionError(each.getName());
              });
    }
    return all;
  }
}
