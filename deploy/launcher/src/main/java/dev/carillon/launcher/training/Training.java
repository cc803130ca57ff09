package dev.carillon.launcher.training;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.launcher.Carillon;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A training run in the sense of JEP 483: everything starts once, with embedded servers and data
 * that is thrown away, answers what users ask most, and stops. A JVM of version 25 that runs it
 * with {@code -XX:AOTCacheOutput} writes the classes and profiles that it saw to a cache, with
 * which the next start needs about half of the CPU time.
 */
public final class Training {
  private static final int ROUNDS = 100;
  private static final int MEMBER_ROUNDS = 20;
  private static final int HUNDREDS = 100;
  private static final int SUCCESS = 2;

  /** At the lowest priority, beside the first start of what is to be used. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI url;
  private final String key;

  private Training(URI url, String key) {
    this.url = url;
    this.key = key;
  }

  /**
   * Runs it, and ends the JVM: with status 0 if all was answered.
   *
   * @param arguments an empty folder, which the caller deletes
   */
  public static void main(String[] arguments) {
    int status = 1;
    try {
      requireNoSettings(System.getenv());
      run(Path.of(arguments[0]));
      status = 0;
    } catch (Exception e) { // whatever it is, the servers that were started must end
      System.err.println("The training run failed: " + e);
    }
    System.exit(status); // which stops what runs, as SIGTERM does
  }

  /** It writes to what it finds: it must find nothing but its own. */
  static void requireNoSettings(Map<String, String> environment) {
    environment.keySet().stream()
        .filter(name -> name.startsWith("CARILLON_"))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("A training run takes no settings, not " + name);
            });
  }

  private static void run(Path folder) throws Exception {
    int port = FreePorts.next();
    Path data = folder.resolve("data");
    String[] up = {
      "up", "--data=" + data, "--port=" + port, "--management-port=" + FreePorts.next()
    };
    Thread.ofPlatform().name("up").start(() -> Carillon.main(up));
    String url = await(data.resolve(Ports.URL_FILE));
    String key = Files.readString(data.resolve("admin.key")).strip();
    new Training(URI.create(url), key).ask(ROUNDS);
    join(data, key);
  }

  /** What a file says that is there when everything is up. */
  private static String await(Path file) throws IOException, TimeoutException {
    Clocks clocks = Clocks.system();
    long end = clocks.nanos() + LIMIT.toNanos();
    while (!Files.exists(file) || Files.size(file) == 0) {
      if (clocks.nanos() > end) {
        throw new TimeoutException("Carillon did not start within " + LIMIT);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Files.readString(file).strip();
  }

  /** A member of a cluster of its own with all services, beside the databases of the first. */
  private static void join(Path data, String key) throws Exception {
    JsonObject config = member(data);
    Vertx vertx =
        Node.start(NodeOptions.clustered(ConfigSource.of(config, Map.of())))
            .await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    Services services = new Services(vertx, config);
    services.start(List.of(Services.Name.values())).await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    new Training(loopback(config.getInteger("CARILLON_MANAGEMENT_PORT")), key).awaitReady();
    new Training(loopback(config.getInteger("CARILLON_HTTP_PORT")), key).ask(MEMBER_ROUNDS);
    services.stop().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static JsonObject member(Path data) {
    int port = FreePorts.next();
    LocalStack.External external = new LocalStack.External(false, false, false, true);
    return Objects.requireNonNull(LocalStack.ofRunning(data, external), "They have stopped")
        .put("CARILLON_SMTP_URL", "smtp://127.0.0.1:" + FreePorts.next()) // which nobody answers
        .put("CARILLON_API_KEYS_FILE", data.resolve("api-keys").toString())
        .put("CARILLON_HTTP_PORT", FreePorts.next())
        .put("CARILLON_MANAGEMENT_PORT", FreePorts.next())
        .put("CARILLON_CLUSTER_NAME", "training-" + port)
        .put("CARILLON_CLUSTER_PORT", port)
        .put("CARILLON_CLUSTER_MEMBERS", "127.0.0.1:" + port);
  }

  private static URI loopback(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void awaitReady() throws IOException, InterruptedException, TimeoutException {
    Clocks clocks = Clocks.system();
    long end = clocks.nanos() + LIMIT.toNanos();
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/readyz")).timeout(LIMIT).build();
    while (client.send(request, BodyHandlers.discarding()).statusCode() / HUNDREDS != SUCCESS) {
      if (clocks.nanos() > end) {
        throw new TimeoutException("A member was not ready within " + LIMIT);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private void ask(int rounds) throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      String name = "training" + rounds + "-" + round;
      String user = "{\"email\":\"%s@training.test\",\"name\":\"%s\"}".formatted(name, name);
      String id = new JsonObject(send("POST", "/v1/users", user)).getString("id");
      send("GET", "/v1/users/" + id, "");
      send("GET", "/v1/users?limit=50", "");
      String mail =
          "{\"to\":{\"email\":\"%s@training.test\"},\"subject\":\"s\",\"text\":\"t\"}"
              .formatted(name);
      send("POST", "/v1/emails", mail);
      send("GET", "/v1/emails?limit=50", "");
    }
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .timeout(LIMIT)
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / HUNDREDS != SUCCESS) {
      throw new IOException(method + " " + path + " is answered " + answer.body());
    }
    return answer.body();
  }
}
