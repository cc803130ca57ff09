package dev.carillon.embedded.testkit;

import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a PostgreSQL that is still empty, made once for the tests of a module and copied
 * into each new data folder: a start without {@code initdb}, which takes longer than all the rest
 * of it. The copy comes without a password file, so the launcher gives it passwords of its own.
 */
public final class PostgresTemplate {
  private static final Path TEMPLATE = Path.of("target", "postgres-template").toAbsolutePath();
  private static final Path LOCK = Path.of("target", "postgres-template.lock").toAbsolutePath();
  private static final String POSTGRES = "postgres";

  private PostgresTemplate() {}

  /**
   * Puts a copy into a data folder, which may be missing; one that has been used stays as it is.
   */
  public static void copyInto(Path data) {
    Path postgres = data.resolve(POSTGRES);
    if (Files.exists(postgres)) {
      return;
    }
    try {
      Files.createDirectories(data);
      copy(made(), postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tests run in several processes, and one of them makes it. */
  private static synchronized Path made() throws IOException {
    Path made = TEMPLATE.resolve(POSTGRES);
    Files.createDirectories(LOCK.getParent());
    try (FileChannel lock =
        FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock(); // until it is closed
      if (!Files.exists(made)) {
        Files.createDirectories(TEMPLATE);
        Path maker = Files.createTempDirectory(TEMPLATE, "new");
        LocalStack.External others = new LocalStack.External(false, false, true, true);
        DataDirectory data = DataDirectory.open(maker);
        LocalStack.start(data, others, Progress.quiet()).close();
        data.close();
        Files.move(maker.resolve(POSTGRES), made);
      }
    }
    return made;
  }

  /** With the permissions of each file, which PostgreSQL looks at. */
  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      Files.copy(
          file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
