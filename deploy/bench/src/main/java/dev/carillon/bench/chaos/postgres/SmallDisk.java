package dev.carillon.bench.chaos.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system of its own for PostgreSQL's data, in memory, which can become as small as what is
 * in it. It is mounted in a mount namespace of this process, and goes with it.
 */
public final class SmallDisk implements AutoCloseable {
  /** Set in a process that has such a namespace. */
  public static final String OWN_MOUNTS = "carillon.chaos.own-mounts";

  /** What may be written while it becomes small; the rest of it is filled. */
  private static final int SLACK = 8 << 20;

  private static final int PAGE = 4_096;

  /** The file that fills it. */
  static final String REST = "rest";

  private static final String LARGE = "size=4g";

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Over an empty folder; null in a process without a mount namespace of its own. */
  public static @Nullable SmallDisk mount(Path folder) {
    if (!Boolean.getBoolean(OWN_MOUNTS)) {
      return null;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mount", "-t", "tmpfs", "-o", LARGE + ",mode=0700", "carillon", folder.toString());
    return new SmallDisk(folder);
  }

  /** Not a page is left. */
  public void fill() {
    try {
      FileStore store = Files.getFileStore(folder);
      long used = store.getTotalSpace() - store.getUnallocatedSpace();
      remount("size=" + (used + SLACK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (OutputStream rest = Files.newOutputStream(folder.resolve(REST))) {
      byte[] page = new byte[PAGE];
      for (int i = 0; i < SLACK / PAGE; i++) {
        rest.write(page);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  /** There is room again. */
  public void empty() {
    remount(LARGE);
    try {
      Files.deleteIfExists(folder.resolve(REST));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remount(String size) {
    run("mount", "-o", "remount," + size, folder.toString());
  }

  private static void run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", List.of(command)) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "-l", folder.toString());
  }
}
