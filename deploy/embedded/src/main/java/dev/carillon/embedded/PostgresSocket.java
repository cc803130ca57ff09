package dev.carillon.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Unix socket of the embedded PostgreSQL, in {@code DATA/socket}: services of the same machine
 * need less of both processors' time on it than on loopback. Where the system has none, or the
 * folder's name is too long or too strange for one, there is none, and loopback does.
 */
record PostgresSocket(Path folder) {
  /** {@code sun_path} has room for 108 bytes, on some systems for 104, a zero among them. */
  private static final int LONGEST = 103;

  private static final String FILE = ".s.PGSQL.";
  private static final int LONGEST_PORT = 5;

  /** What needs no quotes, neither in PostgreSQL's setting nor in a URL. */
  private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._-]+");

  /** That of a data folder. */
  static PostgresSocket in(DataDirectory data) {
    return new PostgresSocket(data.path("socket"));
  }

  /**
   * Where a server that starts now is to make it; empty where it cannot. What a killed server has
   * left there goes: the number in its lock may be that of another process by now.
   */
  String place() throws IOException {
    if (!isPossible()) {
      return "";
    }
    Files.createDirectories(folder, OwnFiles.folder());
    try (Stream<Path> left = Files.list(folder)) {
      List<Path> before = left.toList();
      for (Path path : before) {
        Files.delete(path);
      }
    }
    return folder.toString();
  }

  private boolean isPossible() {
    int length = folder.toString().getBytes(StandardCharsets.UTF_8).length;
    return PLAIN.matcher(folder.toString()).matches()
        && length + 1 + FILE.length() + LONGEST_PORT <= LONGEST;
  }

  /** The URL of a server on loopback, by way of its socket if it has one. */
  String url(String loopback, int port) {
    return Files.exists(folder.resolve(FILE + port)) ? loopback + "?host=" + folder : loopback;
  }
}
