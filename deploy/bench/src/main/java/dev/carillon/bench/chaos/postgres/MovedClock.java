package dev.carillon.bench.chaos.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A time of day that can be moved, of the processes that are started with its environment and of no
 * others. A library that they load first adds to the machine's clock what a file says; it is
 * compiled for the run. Debian's {@code faketime} would do the same, but takes locks and memory in
 * PostgreSQL's signal handlers.
 */
public final class MovedClock {
  private static final String SOURCE = "moved-clock.c";
  private static final String COMPILER = "cc";

  private final Path library;
  private final Path file;
  private final MappedByteBuffer nanos;

  private MovedClock(Path library, Path file, MappedByteBuffer nanos) {
    this.library = library;
    this.file = file;
    this.nanos = nanos;
  }

  /** Whether there can be one here: on Linux, with a C compiler. */
  public static boolean isPossible() {
    return System.getProperty("os.name").equals("Linux") && runs(COMPILER, "--version");
  }

  /** One that is not moved, with its files in a folder; null where there can be none. */
  public static @Nullable MovedClock in(Path folder) throws IOException {
    Path library = folder.resolve("moved-clock.so");
    Path source = folder.resolve(SOURCE);
    try (InputStream text = MovedClock.class.getResourceAsStream(SOURCE)) {
      if (text == null) {
        throw new IllegalStateException(SOURCE + " is part of the program");
      }
      Files.copy(text, source);
    }
    if (!isPossible()
        || !runs(
            COMPILER, "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString())) {
      return null;
    }
    return of(library, folder.resolve("moved-clock"));
  }

  /** Another one beside this. */
  public MovedClock another(String name) throws IOException {
    return of(library, file.resolveSibling("moved-clock-" + name));
  }

  private static MovedClock of(Path library, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer nanos = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      nanos.order(ByteOrder.nativeOrder()).putLong(0, 0);
      return new MovedClock(library, file, nanos);
    }
  }

  /** With which a process is started. */
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "MOVED_CLOCK_FILE", file.toString());
  }

  /** It is off by so much from now on; forward, or back if that is negative. */
  public void move(Duration off) {
    nanos.putLong(0, off.toNanos());
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
