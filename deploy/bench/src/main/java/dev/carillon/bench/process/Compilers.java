package dev.carillon.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the compilers of a JVM have used, from {@code /proc/PID/task/TID/schedstat}. */
public final class Compilers {
  private Compilers() {}

  /** The CPU time of the compiler threads that there are at the moment. */
  public static Duration cpu(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return Duration.ofNanos(threads.mapToLong(Compilers::nanos).sum());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long nanos(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm"));
      boolean compiles = name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
      return compiles
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (NoSuchFileException ended) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
