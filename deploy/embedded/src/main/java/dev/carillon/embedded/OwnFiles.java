package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and folders that only the user of this process may read. */
final class OwnFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private OwnFiles() {}

  /** For a folder that is made. */
  static FileAttribute<?> folder() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  /** For a file that is made. */
  static FileAttribute<?> file() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  /** Makes a folder and those above it; the uppermost that was made, or null. */
  static @Nullable Path make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return null;
    }
    Path uppermost = folder;
    for (Path above = folder.getParent();
        above != null && !Files.exists(above);
        above = above.getParent()) {
      uppermost = above;
    }
    Files.createDirectories(folder, folder());
    return uppermost;
  }

  /**
   * Writes a file in one step, so that a crash, also of the machine, cannot leave half of it
   * behind.
   */
  static void write(Path file, String content) throws IOException {
    Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".tmp", file());
    Files.writeString(whole, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Takes a folder and all in it away from other users, also where it was made by hand or by an
   * earlier version. What belongs to somebody else is left as it is, with a warning.
   */
  static void tighten(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            tightenOne(folder);
            // PostgreSQL sees to its own folder
            return Files.exists(folder.resolve("PG_VERSION"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            tightenOne(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException notOurs) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void tightenOne(Path path) {
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      EnumSet<PosixFilePermission> kept = EnumSet.noneOf(PosixFilePermission.class);
      kept.addAll(attributes.permissions());
      if (!attributes.isSymbolicLink() && kept.removeAll(OTHERS)) {
        Files.setPosixFilePermissions(path, kept);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{} can perhaps be read by other users: {}", path, e.getClass().getSimpleName());
    }
  }

  /**
   * A folder for what may be made again, {@code ~/.cache/carillon}; none for a user without home.
   */
  static Optional<Path> cache(String name) {
    Path home = Path.of(System.getProperty("user.home", ""));
    if (!home.isAbsolute() || !Files.isWritable(home)) {
      return Optional.empty();
    }
    try {
      Path cache = Files.createDirectories(home.resolve(".cache").resolve("carillon"), folder());
      return Optional.of(Files.createDirectories(cache.resolve(name), folder()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Removes a folder and all in it. */
  static void remove(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> insideFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
