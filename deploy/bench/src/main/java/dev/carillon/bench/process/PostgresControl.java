package dev.carillon.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The embedded PostgreSQL of a data folder, stopped and started behind the back of its launcher.
 */
public final class PostgresControl {
  private final Path data;
  private final Path control;
  private final String options;
  private final Map<String, String> environment;

  private PostgresControl(
      Path data, Path control, String options, Map<String, String> environment) {
    this.data = data;
    this.control = control;
    this.options = options;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Of the server that runs on a data folder.
   *
   * @param data the server's own folder, with its {@code postmaster.pid}
   */
  public static PostgresControl of(Path data) {
    String command =
        ProcessHandle.of(postmaster(data)).flatMap(p -> p.info().command()).orElseThrow();
    return new PostgresControl(
        data, Path.of(command).resolveSibling("pg_ctl"), options(data), Map.of());
  }

  /** The same, started with these variables of the environment from now on. */
  public PostgresControl with(Map<String, String> variables) {
    return new PostgresControl(data, control, options, variables);
  }

  /** The same, started with this setting from now on, whatever it was started with before. */
  public PostgresControl with(String setting, String value) {
    return new PostgresControl(
        data, control, options + " \"-c\" \"" + setting + "=" + value + "\"", environment);
  }

  /** A server with the same binaries and options on another folder, which listens elsewhere. */
  public PostgresControl beside(Path folder, int port) {
    String others = options.replace(data.toString(), folder.toString());
    return new PostgresControl(folder, control, others + " \"-p\" \"" + port + "\"", environment);
  }

  /** As if the power had failed: no client is told, nothing is flushed. */
  public void stop() {
    control("stop", "-m", "immediate", "-w");
  }

  /** Starts it as the launcher had. */
  public void start() {
    control("start", "-w", "-o", options);
  }

  /** Starts it if it has ended by itself. */
  public void startIfDown() {
    boolean isUp =
        Files.exists(data.resolve("postmaster.pid"))
            && ProcessHandle.of(postmaster(data)).map(ProcessHandle::isAlive).orElse(false);
    if (!isUp) {
      start();
    }
  }

  /** As if the power had failed for a moment. */
  public void restart() {
    control("restart", "-m", "immediate", "-w");
  }

  /** Sends a signal to every process of the server. */
  public void signal(String name) {
    long postmaster = postmaster(data);
    List<Long> processes = new ArrayList<>(List.of(postmaster));
    ProcessHandle.of(postmaster).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(process -> processes.add(process.pid()));
    Signals.send(name, processes);
  }

  /** The CPU time that the server's present processes have used. */
  public static Duration cpu(Path data) {
    return ProcessHandle.of(postmaster(data)).stream()
        .flatMap(ProcessHandle::descendants)
        .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static long postmaster(Path data) {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the launcher had started it with. */
  private static String options(Path data) {
    try {
      String line = Files.readString(data.resolve("postmaster.opts")).strip();
      return line.substring(line.indexOf(' ') + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL does not run as root; in a user namespace of its own, nobody is root. */
  private void control(String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(control.toString(), "-D", data.toString(), "-l", data + ".log"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("pg_ctl", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + Files.readString(output));
      }
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
