package dev.carillon.e2e.operate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder of the pieces that the tarball of {@code -Pdist} has, where that was not built. */
final class Installation {
  static final Path LAUNCHER = Path.of("../launcher/target").toAbsolutePath().normalize();
  static final Path DIST = Path.of("../dist");

  private Installation() {}

  /** Makes it at this path. */
  static Path pieces(Path installed) throws IOException {
    copy(DIST, installed);
    Path lib = Files.createDirectory(installed.resolve("lib"));
    try (Stream<Path> libraries = Files.list(LAUNCHER.resolve("lib"));
        Stream<Path> own = Files.list(LAUNCHER)) {
      Stream<Path> jars =
          own.filter(
              file -> file.getFileName().toString().matches("carillon-launcher-.*SNAPSHOT.jar"));
      for (Path jar : Stream.concat(libraries, jars).toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    Files.copy(Path.of("../../.mvn/aot.sh"), lib.resolve("aot.sh"));
    return installed;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
