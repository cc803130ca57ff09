package dev.carillon.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time from {@code /proc/PID/stat}, in microseconds and steps of 10 ms. */
public final class Cpu {
  private static final long MICROS_PER_TICK = 10_000;
  private static final int USER = 11;
  private static final int CHILDREN_SYSTEM = 14;

  private Cpu() {}

  /** Of one process. */
  public static long of(long pid) {
    return ticks(pid, USER + 1) * MICROS_PER_TICK;
  }

  /** Of a server with its processes, those that have ended included. */
  public static long ofTree(long pid) {
    long children =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToLong(child -> ticks(child.pid(), USER + 1))
            .sum();
    return (ticks(pid, CHILDREN_SYSTEM) + children) * MICROS_PER_TICK;
  }

  /** The fields from user time to this one: user, system, and both of children that have ended. */
  private static long ticks(long pid, int last) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = USER; i <= last; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException e) {
      if (ProcessHandle.of(pid).isEmpty()) {
        return 0; // it ended meanwhile; its parent has its time
      }
      throw new UncheckedIOException(e);
    }
  }
}
