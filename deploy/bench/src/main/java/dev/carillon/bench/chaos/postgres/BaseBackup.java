package dev.carillon.bench.chaos.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of a server's folder while it runs, from which another server can follow it; as the
 * chapter "Making a Base Backup Using the Low Level API" of PostgreSQL's manual has it.
 */
final class BaseBackup {
  /** These folders are made anew by who starts on the copy. */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", SmallDisk.REST);

  private final Path from;
  private final Path to;

  BaseBackup(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /** Copies through a superuser's session, which the server needs open meanwhile. */
  void take(String jdbcUrl) throws SQLException, IOException {
    clear();
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('chaos', true)");
      copy();
      try (ResultSet said = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        said.next();
        Files.writeString(to.resolve("backup_label"), said.getString(1));
      }
    }
  }

  /** The folder itself may be the root of a file system, and stays. */
  private void clear() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(to)) {
      deepestFirst =
          all.filter(path -> !path.equals(to)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  private void copy() throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes its)
              throws IOException {
            Path copy = to.resolve(from.relativize(folder));
            if (!copy.equals(to)) {
              Files.createDirectory(copy);
            }
            return EMPTY.contains(from.relativize(folder).toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
            copyIfThere(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  /** A file may go while the server works. */
  private void copyIfThere(Path file) throws IOException {
    Path place = from.relativize(file);
    if (LEFT_OUT.contains(place.toString())) {
      return;
    }
    try {
      Files.copy(file, to.resolve(place));
    } catch (NoSuchFileException gone) {
      Files.deleteIfExists(to.resolve(place));
    }
  }
}
