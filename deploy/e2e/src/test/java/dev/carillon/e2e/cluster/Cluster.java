package dev.carillon.e2e.cluster;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.testkit.TestAuthority;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Services as processes of their own, in one cluster on loopback. */
final class Cluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  /** That of an administrator. */
  static final String KEY = "sk_test";

  private static final int MEMBERS = 8;

  /** The class path of this version. */
  static final String PRESENT = System.getProperty("java.class.path");

  private final Path folder;
  private final Map<String, String> environment;
  private final List<Integer> memberPorts;
  private final Map<String, Running> running = new HashMap<>();
  private final Map<String, Integer> httpPorts = new HashMap<>();
  private final Map<String, Integer> managementPorts = new HashMap<>();
  private final Map<String, Integer> ownPorts = new HashMap<>();
  private int starts;

  Cluster(Path folder, Map<String, String> backends) {
    this.folder = folder;
    this.memberPorts = IntStream.range(0, MEMBERS).mapToObj(i -> FreePorts.next()).toList();
    this.environment = new HashMap<>(backends);
    environment.put("CARILLON_API_KEYS_FILE", keyFile(folder).toString());
    environment.put("CARILLON_CLUSTER_NAME", "test-" + memberPorts.get(0));
    environment.put(
        "CARILLON_CLUSTER_MEMBERS",
        memberPorts.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")));
  }

  /**
   * One whose event bus is closed: all share a certificate, whose files {@link #renew} replaces.
   */
  static Cluster closed(Path folder, Map<String, String> backends, TestAuthority authority) {
    Map<String, String> settings = new HashMap<>(backends);
    settings.putAll(files(authority.issue(folder.resolve("member"))));
    Cluster cluster = new Cluster(folder, settings);
    cluster.environment.computeIfPresent(
        "CARILLON_CLUSTER_MEMBERS", (name, list) -> list.replace("127.0.0.1", "localhost"));
    return cluster;
  }

  /** The settings that name what an authority has written there. */
  static Map<String, String> files(Path issued) {
    return Map.of(
        "CARILLON_CLUSTER_TLS_CERTIFICATE", issued.resolve("member.pem").toString(),
        "CARILLON_CLUSTER_TLS_KEY", issued.resolve("member.key").toString(),
        "CARILLON_CLUSTER_TLS_CA", issued.resolve("ca.pem").toString());
  }

  /** Another certificate for all, which every process reads. */
  void renew(TestAuthority authority) {
    authority.issue(folder.resolve("member"));
    for (Running process : running.values()) {
      if (process.isAlive()) {
        String before = process.output();
        process.signal("HUP");
        Await.until(
            START_LIMIT,
            () -> "TLS to be read again: " + process.output(),
            () ->
                process
                    .output()
                    .substring(before.length())
                    .contains("CARILLON_CLUSTER_TLS_* was read again"));
      }
    }
  }

  /** Starts a process with some services; its name is the test's own. */
  Running start(String name, String... services) {
    return start(name, Map.of(), services);
  }

  /** The same with settings of its own. */
  Running start(String name, Map<String, String> settings, String... services) {
    return start(name, PRESENT, settings, services);
  }

  /** The same on another class path, such as that of another version. */
  Running start(String name, String classPath, Map<String, String> settings, String... services) {
    Map<String, String> own = new HashMap<>(environment);
    if (classPath.equals(PRESENT)) {
      own.put("CARILLON_DRAIN", "200ms"); // nobody balances here; the version before has no such
    }
    own.putAll(settings);
    own.put("CARILLON_HTTP_PORT", port(httpPorts, name));
    own.put("CARILLON_MANAGEMENT_PORT", port(managementPorts, name));
    ownPorts.computeIfAbsent(name, n -> memberPorts.get(ownPorts.size()));
    own.put("CARILLON_CLUSTER_PORT", ownPorts.get(name).toString());
    List<String> arguments = new ArrayList<>(List.of("service"));
    arguments.addAll(List.of(services));
    Running process =
        Running.start(
            folder.resolve(name + "-" + ++starts + ".log"),
            classPath,
            own,
            "dev.carillon.launcher.Carillon",
            arguments.toArray(String[]::new));
    running.put(name, process);
    return process;
  }

  /** Starts a process and waits until it says that it is ready. */
  void startAndAwait(String name, String... services) {
    start(name, services).awaitOutput(" ready", START_LIMIT);
  }

  /** The same with settings of its own. */
  void startAndAwait(String name, Map<String, String> settings, String... services) {
    start(name, settings, services).awaitOutput(" ready", START_LIMIT);
  }

  void awaitReady(String name) {
    Client management = new Client(managementPorts.get(name), null);
    Await.until(
        START_LIMIT,
        () -> name + " to be ready: " + management.get("/readyz").body(),
        () -> management.get("/readyz").status() == 200);
  }

  Client client(String name) {
    return client(name, KEY);
  }

  Client client(String name, String key) {
    return new Client(httpPorts.get(name), key);
  }

  /** The operator's port of a process. */
  Client management(String name) {
    return new Client(managementPorts.get(name), null);
  }

  /** What a program needs to join that is none of these processes. */
  Map<String, String> membership() {
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().removeIf(name -> !name.startsWith("CARILLON_CLUSTER_"));
    settings.put("CARILLON_CLUSTER_PORT", memberPorts.get(MEMBERS - 1).toString());
    return settings;
  }

  /** What a gateway needs that is none of these processes. */
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(environment);
    settings.putAll(membership());
    return settings;
  }

  /** A task by its name, once its node answers in the second that it has. */
  JsonObject awaitTask(String name) {
    JsonObject[] found = new JsonObject[1];
    Await.until(Duration.ofMinutes(1), () -> name, () -> (found[0] = task(name)) != null);
    return found[0];
  }

  private JsonObject task(String name) {
    return client("gateway").get("/v1/tasks?limit=200").hasStatus(200).items().stream()
        .map(JsonObject.class::cast)
        .filter(t -> t.getString("name").equals(name))
        .findFirst()
        .orElse(null);
  }

  int httpPort(String name) {
    return httpPorts.get(name);
  }

  Running process(String name) {
    return running.get(name);
  }

  @Override
  public void close() {
    running.values().forEach(Running::close);
  }

  private static String port(Map<String, Integer> ports, String name) {
    return ports.computeIfAbsent(name, n -> FreePorts.next()).toString();
  }

  private static Path keyFile(Path folder) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
      return Files.writeString(
          folder.resolve("api-keys"), "test admin " + HexFormat.of().formatHex(hash) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
