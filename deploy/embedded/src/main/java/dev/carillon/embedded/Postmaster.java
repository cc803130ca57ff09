package dev.carillon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What a data folder's {@code postmaster.pid} says about the server that ran, or runs, there.
 *
 * <p>A killed postmaster may stay in the process table as a zombie, for ever in a container whose
 * first process reaps nobody. PostgreSQL takes a zombie for a running server and refuses to start.
 * Its pid file is then removed here, but only after the last process that works in the folder has
 * ended: that file is also what keeps two servers off the same data.
 */
record Postmaster(Path folder, long pid, int port) {
  private static final Duration GONE_LIMIT = Duration.ofSeconds(15);

  /** A last checkpoint on a slow disk. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Path PROC = Path.of("/proc");

  /** Reads the file; a port of 0 if there is none that names this very folder. */
  static Postmaster of(Path folder) {
    try {
      List<String> lines = Files.readAllLines(file(folder));
      boolean ours = Path.of(lines.get(1).strip()).toRealPath().equals(folder.toRealPath());
      return ours
          ? new Postmaster(
              folder, Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip()))
          : new Postmaster(folder, 0, 0);
    } catch (IOException | RuntimeException none) {
      return new Postmaster(folder, 0, 0); // no file, or one that is half written
    }
  }

  /** Whether the server still works in this folder. */
  boolean isRunning() {
    return pid > 0
        && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
        && (!Files.isDirectory(PROC) || worksIn(pid, folder));
  }

  /** Removes the file of a server that is dead but still in the process table. */
  void forgetIfDead() {
    if (pid == 0 || isRunning() || !Files.isDirectory(PROC)) {
      return;
    }
    await(
        this::anyoneWorksThere,
        GONE_LIMIT,
        "Processes of a killed PostgreSQL still work in " + folder + "; end them and try again");
    try {
      Files.deleteIfExists(file(folder));
    } catch (IOException e) {
      throw new LaunchFailure("A stale " + file(folder) + " cannot be removed", e);
    }
  }

  /** Returns when the server, which was told to stop, has ended. */
  void awaitEnd() {
    await(this::isRunning, STOP_LIMIT, "PostgreSQL in " + folder + " did not stop");
  }

  private static void await(BooleanSupplier busy, Duration limit, String otherwise) {
    for (long waited = 0; busy.getAsBoolean(); waited += LOOK_EVERY.toMillis()) {
      if (waited > limit.toMillis()) {
        throw new LaunchFailure(otherwise);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** Returns when nothing works in the folder, nor makes it; what a killed process left may. */
  void awaitNobody() {
    await(
        () -> anyoneWorksThere() || anyoneMakesIt(),
        GONE_LIMIT,
        "Processes of a killed start still make " + folder + "; end them and try again");
  }

  /** What makes the folder works elsewhere itself, and is told of it by its path. */
  private boolean anyoneMakesIt() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().arguments().stream())
        .anyMatch(arguments -> List.of(arguments).contains(folder.toString()));
  }

  private boolean anyoneWorksThere() {
    return ProcessHandle.allProcesses().anyMatch(p -> worksIn(p.pid(), folder));
  }

  /** PostgreSQL's processes work in the data folder; a zombie works nowhere. */
  private static boolean worksIn(long pid, Path folder) {
    try {
      Path cwd = Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd"));
      return cwd.equals(folder.toRealPath());
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("postmaster.pid");
  }
}
