package dev.carillon.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the making of a PostgreSQL's folder came to its end. What makes it writes its settings
 * early, by which the folder looks complete, also where a power failure ended everything then: no
 * server ever starts on it. As long as {@code DATA/postgres.begun} says so, nobody was told of
 * anything in the folder, and it is made again. Folders without that file are left as they are.
 */
final class FirstStart {
  private static final String BEGUN = "begun";

  private final Path file;

  private FirstStart(Path file) {
    this.file = file;
  }

  /**
   * Before a start on the data folder's {@code postgres}: removes what was begun and not finished,
   * unless its server runs, and remembers if a new one is to be made.
   */
  static FirstStart of(DataDirectory data, Postmaster before) {
    FirstStart first = new FirstStart(data.path("postgres.begun"));
    Path folder = before.folder();
    try {
      if (first.isBegun() && Files.exists(folder) && !before.isRunning()) {
        before.awaitNobody();
        OwnFiles.remove(folder);
      }
      if (isEmpty(folder)) {
        first.write(BEGUN);
      }
      return first;
    } catch (IOException | RuntimeException e) {
      throw e instanceof LaunchFailure clear
          ? clear
          : new LaunchFailure(folder + " cannot be made again: " + e.getMessage(), e);
    }
  }

  /**
   * From now on the folder is kept. The file is emptied for good before it goes: a deletion that a
   * power failure takes back must not take the data with it.
   */
  void done() throws IOException {
    if (Files.exists(file)) {
      write("");
      Files.delete(file);
    }
  }

  private boolean isBegun() throws IOException {
    return Files.exists(file) && Files.readString(file).equals(BEGUN);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }

  private void write(String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            OwnFiles.file())) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
  }
}
