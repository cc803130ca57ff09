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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder of a PostgreSQL, made once for the tests of a module and copied into each new data
 * folder: a start without {@code initdb}, which takes longer than all the rest of it. It is still
 * empty, or something has worked on it before. The copy comes without a password file, so the
 * launcher gives it passwords of its own.
 */
public final class PostgresTemplate {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String POSTGRES = "postgres";

  private PostgresTemplate() {}

  /**
   * Puts a copy of an empty one into a data folder, which may be missing; one that has been used
   * stays as it is.
   */
  public static void copyInto(Path data) {
    copyInto(data, "empty", PostgresTemplate::initialise);
  }

  /**
   * The same with one that was worked on.
   *
   * @param name of the template
   * @param work makes it in a data folder, where an empty one is; nothing of it may run when it
   *     returns
   */
  public static void copyUsedInto(Path data, String name, Consumer<Path> work) {
    copyInto(
        data,
        name,
        folder -> {
          copyInto(folder);
          work.accept(folder);
        });
  }

  private static void copyInto(Path data, String name, Consumer<Path> work) {
    Path postgres = data.resolve(POSTGRES);
    if (Files.exists(postgres)) {
      return;
    }
    try {
      Files.createDirectories(data);
      copy(made(TARGET.resolve("postgres-" + name), work), postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void initialise(Path folder) {
    LocalStack.External others = new LocalStack.External(false, false, true, true);
    DataDirectory data = DataDirectory.open(folder);
    LocalStack.start(data, others, Progress.quiet()).close();
    data.close();
  }

  /** Tests run in several processes, and one of them makes it. */
  private static synchronized Path made(Path template, Consumer<Path> work) throws IOException {
    Path made = template.resolve(POSTGRES);
    Files.createDirectories(TARGET);
    try (FileChannel lock =
        FileChannel.open(
            template.resolveSibling(template.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock(); // until it is closed
      if (!Files.exists(made)) {
        Files.createDirectories(template);
        Path maker = Files.createTempDirectory(template, "new");
        work.accept(maker);
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
