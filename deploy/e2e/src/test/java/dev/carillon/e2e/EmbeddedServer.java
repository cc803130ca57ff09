package dev.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The embedded PostgreSQL of a data folder, stopped and started behind the back of its launcher.
 */
final class EmbeddedServer {
  private final Path data;
  private final Path control;

  private EmbeddedServer(Path data, Path control) {
    this.data = data;
    this.control = control;
  }

  /** That of an {@code up}, while it runs. */
  static EmbeddedServer of(Up up) {
    String command =
        ProcessHandle.of(up.postmaster()).flatMap(p -> p.info().command()).orElseThrow();
    return new EmbeddedServer(
        up.data().resolve("postgres"), Path.of(command).resolveSibling("pg_ctl"));
  }

  /** As if the power had failed: no client is told, nothing is flushed. */
  void stop() {
    control("stop", "-m", "immediate", "-w");
  }

  void start() {
    control("start", "-w", "-o", options());
  }

  void restart() {
    control("restart", "-m", "immediate", "-w");
  }

  /** Sends a signal to every process of the server. */
  void signal(String name) {
    try {
      long postmaster =
          Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      List<String> command =
          new ArrayList<>(List.of("kill", "-" + name, Long.toString(postmaster)));
      ProcessHandle.of(postmaster).stream()
          .flatMap(ProcessHandle::descendants)
          .forEach(process -> command.add(Long.toString(process.pid())));
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What the launcher had started it with. */
  private String options() {
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
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + Files.readString(output));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
