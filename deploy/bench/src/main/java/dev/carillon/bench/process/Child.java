package dev.carillon.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A JVM of its own: its CPU time is its own, and it can be killed. */
public final class Child implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String READY = "ready";

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts a main class on this class path and waits until it prints {@code ready}. */
  public static Child start(Path log, Class<?> main, String... arguments) throws IOException {
    return start(log, List.of("-Xms512m"), main, arguments);
  }

  /** The same with options for the JVM. */
  public static Child start(Path log, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = command(options, System.getProperty("java.class.path"), main, arguments);
    return start(log, command, Map.of());
  }

  /** The command for the same on another class path, such as that of another version. */
  public static List<String> command(
      List<String> options, String classPath, Class<?> main, String... arguments) {
    List<String> own = new ArrayList<>(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    own.addAll(options);
    return AotCache.command(own, classPath, main.getName(), List.of(arguments));
  }

  /** Starts a command with these variables of the environment besides, and waits the same. */
  public static Child start(Path log, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Child child = new Child(builder.start());
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (Files.readString(log).lines().noneMatch(READY::equals)) {
      if (!child.process.isAlive() || System.nanoTime() > end) {
        child.close();
        throw new IOException("It did not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return child;
  }

  /** The CPU time that the process has used so far, user and system. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Its number among the processes of the system. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, without waiting. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Any signal, such as STOP. */
  public void signal(String name) {
    Signals.send(name, List.of(process.pid()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
