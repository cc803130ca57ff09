package dev.carillon.e2e.recorded;

import dev.carillon.bench.process.AotCache;
import dev.carillon.e2e.harness.Running;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code carillon up} in a process of its own: this tree's, or that of another checkout that was
 * built. Nothing of the product's code is called, so that any version can be asked.
 */
final class Product implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final long STOP_SECONDS = 60;
  private static final long LOOK_NANOS = 25_000_000;
  private static final String MAIN = "dev.carillon.launcher.Carillon";

  private static int starts;

  private final Process process;
  private final Path data;
  private final Path output;
  private final int port;

  private Product(Process process, Path data, Path output, int port) {
    this.process = process;
    this.data = data;
    this.output = output;
    this.port = port;
  }

  /** Starts this tree's, on the class path of this test, and waits until it serves. */
  static Product start(Path data, Map<String, String> environment) {
    return start(System.getProperty("java.class.path"), data, environment);
  }

  /** Starts that of a checkout which was built. */
  static Product of(Path checkout, Path data, Map<String, String> environment) {
    Path target = checkout.resolve("deploy/launcher/target");
    String classes = target + "/carillon-launcher-0.1.0-SNAPSHOT.jar:" + target + "/lib/*";
    return start(classes, data, environment);
  }

  private static Product start(String classes, Path data, Map<String, String> environment) {
    int port = FreePorts.next();
    Path output = data.resolveSibling(data.getFileName() + "-" + ++starts + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(classes, data, port)).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.redirectOutput(output.toFile()).start();
      Product product = new Product(process, data, output, port);
      product.awaitStart();
      return product;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(String classes, Path data, int port) {
    List<String> arguments =
        List.of("up", "--data", data.toString(), "--port", "" + port, "--management-port", "0");
    return AotCache.command(Running.OPTIONS, classes, MAIN, arguments);
  }

  private void awaitStart() {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!output().contains("Ctrl-C stops everything")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new AssertionError("It did not start:\n" + output());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  int port() {
    return port;
  }

  /** The JDBC URL of its PostgreSQL, for the owner. */
  String database() {
    Properties ports = new Properties();
    try {
      ports.load(new StringReader(read("ports")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "jdbc:postgresql://127.0.0.1:"
        + ports.getProperty("postgres")
        + "/postgres?user=postgres"
        + (Files.exists(data.resolve("postgres.password"))
            ? "&password=" + read("postgres.password").strip()
            : ""); // an earlier version's has none
  }

  Path data() {
    return data;
  }

  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(String name) {
    try {
      return Files.readString(data.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, and waits for the end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("It does not end:\n" + output());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
