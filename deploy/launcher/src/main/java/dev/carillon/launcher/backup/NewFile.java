package dev.carillon.launcher.backup;

import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that has its name once it is whole, and that only its owner may read. What is written
 * meanwhile is a file of its own beside it, whoever else writes one of the same name.
 */
final class NewFile implements AutoCloseable {
  private final Path file;
  private final Path part;

  private NewFile(Path file, Path part) {
    this.file = file;
    this.part = part;
  }

  /** Begins one; fails in words where there is one already. */
  static NewFile begin(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new LaunchFailure(file + " exists already");
    }
    Path whole = file.toAbsolutePath();
    Path part =
        Files.createTempFile(
            whole.getParent(),
            whole.getFileName() + ".",
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new NewFile(file, part);
  }

  /** Where it is written. */
  Path part() {
    return part;
  }

  /** Gives it its name; nothing that has the name by now is replaced. */
  void publish() throws IOException {
    try {
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      throw taken(e);
    } catch (IOException | UnsupportedOperationException withoutLinks) {
      if (Files.exists(file)) {
        throw taken(withoutLinks);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private LaunchFailure taken(Exception cause) {
    return new LaunchFailure(
        file + " was made by somebody else meanwhile, and is left as it is: choose another name",
        cause);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
