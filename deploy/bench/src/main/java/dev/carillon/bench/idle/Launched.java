package dev.carillon.bench.idle;

import dev.carillon.bench.compare.Cpu;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that the launcher script of a checkout has started, as a person would. */
final class Launched implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(180);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final double seconds;
  private final double cpuSeconds;

  private Launched(Process process, double seconds) {
    this.process = process;
    this.seconds = seconds;
    this.cpuSeconds = cpu() / 1e6;
  }

  /**
   * Starts it and waits until its management port says that it is ready.
   *
   * @param log where its output goes
   * @param environment its settings: it gets no others of Carillon
   */
  static Launched start(
      Path checkout,
      Path log,
      int management,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("carillon").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().putAll(environment);
    long began = System.nanoTime();
    Process process = builder.start();
    while (!isReady(management)) {
      if (!process.isAlive() || System.nanoTime() - began > START_NANOS) {
        process.destroyForcibly();
        throw new IOException("It did not become ready:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return new Launched(process, (System.nanoTime() - began) / 1e9);
  }

  private static boolean isReady(int management) {
    URI ready = URI.create("http://127.0.0.1:" + management + "/readyz");
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(ready).timeout(ANSWER).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == OK;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** From the call of the script until it was ready. */
  double seconds() {
    return seconds;
  }

  /** The CPU time that it had used by then. */
  double cpuSeconds() {
    return cpuSeconds;
  }

  /** CPU time so far, in microseconds. */
  long cpu() {
    return Cpu.of(process.pid());
  }

  /** A line of the kernel's sums over its memory, in MiB: {@code Rss}, {@code Anonymous}. */
  double mebibytes(String name) throws IOException {
    Path sums = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
    return Files.readAllLines(sums).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
