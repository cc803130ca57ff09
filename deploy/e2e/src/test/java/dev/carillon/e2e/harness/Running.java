package dev.carillon.e2e.harness;

import dev.carillon.bench.process.AotCache;
import dev.carillon.embedded.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java process of a test: started, watched through its output, stopped or killed. */
public final class Running implements AutoCloseable {
  private static final long STOP_SECONDS = 60;

  /** Longer than a machine with two cores and much to do pauses; what blocks a loop lasts. */
  private static final String BLOCKED_LOOP = "10s";

  /** Of the JVM: a process of a test lives for seconds. */
  public static final List<String> OPTIONS =
      List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final Path output;

  private Running(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a main class on this test's class path; output goes to a file. */
  public static Running start(
      Path output, Map<String, String> environment, String main, String... args) {
    return start(output, System.getProperty("java.class.path"), environment, main, args);
  }

  /** The same on another class path, such as that of another version. */
  public static Running start(
      Path output, String classPath, Map<String, String> environment, String main, String... args) {
    ProcessBuilder builder =
        new ProcessBuilder(AotCache.command(OPTIONS, classPath, main, List.of(args)));
    builder.environment().keySet().removeIf(k -> k.startsWith("CARILLON_"));
    builder.environment().put("CARILLON_BLOCKED_LOOP", BLOCKED_LOOP);
    builder.environment().putAll(environment);
    return start(output, builder);
  }

  /** Starts a program that becomes a Java process, with this environment only. */
  public static Running program(Path output, Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return start(output, builder);
  }

  private static Running start(Path output, ProcessBuilder builder) {
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      return new Running(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a line of the output holds the text. */
  public Running awaitOutput(String text, Duration limit) {
    Await.until(
        limit,
        () -> text + " in the output of the process:\n" + output(),
        () -> {
          boolean ended = !process.isAlive();
          return output().contains(text) || ended;
        });
    if (!output().contains(text)) {
      throw new AssertionError("The process ended early:\n" + output());
    }
    return this;
  }

  public String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether a process runs: one that has ended but was not reaped does not. */
  public static boolean runs(long pid) {
    if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return !Files.isDirectory(Path.of("/proc")) || ProcessHandle.of(pid).isPresent();
    }
  }

  /** How much memory it has, in MB; 0 where that is not known. */
  public long megabytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Waits for the end; the exit status. */
  public int awaitExit() {
    return awaitExit(Duration.ofSeconds(STOP_SECONDS));
  }

  /** The same for so long. */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("The process does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM, and waits. */
  public int stop() {
    process.destroy();
    return awaitExit();
  }

  /** Any signal, such as STOP. */
  public void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + " gave " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL, and waits. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          kill();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertLoopsWereFree();
  }

  /** From the moment when the process was ready, no event loop of it may have been blocked. */
  void assertLoopsWereFree() {
    String text = output();
    int ready = Math.max(text.indexOf("Ctrl-C stops everything"), text.indexOf(" ready"));
    if (ready >= 0
        && text.indexOf("vert.x-eventloop", ready) >= 0
        && text.indexOf("has been blocked", ready) >= 0) {
      throw new AssertionError("An event loop was blocked:\n" + text.substring(ready));
    }
  }
}
