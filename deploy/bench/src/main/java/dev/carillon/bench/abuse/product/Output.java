package dev.carillon.bench.abuse.product;

import dev.carillon.bench.process.AotCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A command of Carillon in a JVM of its own, and the file that has all it says. */
public final class Output implements AutoCloseable {
  private static final String MAIN = "dev.carillon.launcher.Carillon";
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final Path file;

  private Output(Process process, Path file) {
    this.process = process;
    this.file = file;
  }

  /**
   * Starts it.
   *
   * @param options of the JVM
   * @param settings the only settings of Carillon that it finds
   */
  public static Output start(
      Path file, List<String> options, Map<String, String> settings, List<String> arguments)
      throws IOException {
    List<String> own = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    own.addAll(options);
    List<String> command =
        AotCache.command(own, System.getProperty("java.class.path"), MAIN, arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().putAll(settings);
    Process process = builder.redirectOutput(file.toFile()).start();
    // Who stops the harness stops what it has started.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new Output(process, file);
  }

  /** Waits until it says something; false if it ends, or takes longer than the limit. */
  public boolean awaitText(String text, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (!text().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        return text().contains(text);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Waits for its end; whether it ended by itself. */
  public boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that it has said. */
  public String text() throws IOException {
    return Files.readString(file);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd(Duration.ofSeconds(STOP_SECONDS))) {
      process.destroyForcibly();
    }
  }
}
