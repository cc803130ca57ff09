package dev.carillon.e2e.harness;

import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.PostgresTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code carillon up} in a process of its own, on a folder of the test. */
public final class Up implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static int starts;

  private final Running process;
  private final Path data;
  private final int port;
  private final int managementPort;
  private Client admin;

  private Up(Running process, Path data, int port, int managementPort) {
    this.process = process;
    this.data = data;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** On a folder of the test: a new one has what a first start leaves, and nothing more. */
  public static Up start(Path data, Map<String, String> environment) {
    PostgresTemplate.copyUsedInto(
        data, "migrated", folder -> first(folder, Map.of("CARILLON_WELCOME", "off")).close());
    return first(data, environment);
  }

  /** The same on a new folder where there is nothing, not even a database. */
  public static Up first(Path data, Map<String, String> environment) {
    Up up = attempt(data, environment);
    up.process.awaitOutput("Ctrl-C stops everything", START_LIMIT);
    return up;
  }

  /** Starts without waiting for the banner. */
  public static Up attempt(Path data, Map<String, String> environment) {
    int port = FreePorts.next();
    int managementPort = FreePorts.next();
    Running process =
        Running.start(
            data.resolveSibling(data.getFileName() + "-up-" + ++starts + ".log"),
            environment,
            "dev.carillon.launcher.Carillon",
            "up",
            "--data",
            data.toString(),
            "--port",
            Integer.toString(port),
            "--management-port",
            Integer.toString(managementPort));
    return new Up(process, data, port, managementPort);
  }

  /** One that holds the admin's key. */
  public synchronized Client client() {
    if (admin == null) {
      admin = new Client(port, key());
    }
    return admin;
  }

  /** One with another key; null for none. */
  public Client client(String key) {
    return new Client(port, key);
  }

  public Client management() {
    return new Client(managementPort, null);
  }

  public String key() {
    return read("admin.key").strip();
  }

  public int port() {
    return port;
  }

  public int managementPort() {
    return managementPort;
  }

  public Running process() {
    return process;
  }

  /** The process id of the embedded PostgreSQL. */
  public long postmaster() {
    return Long.parseLong(read("postgres/postmaster.pid").lines().findFirst().orElseThrow());
  }

  public Path data() {
    return data;
  }

  public String read(String name) {
    try {
      return Files.readString(data.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
