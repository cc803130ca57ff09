package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the build makes to be installed, and a folder of the same pieces for a cluster of tests. */
final class Installation {
  static final Path LAUNCHER = Path.of("../launcher/target").toAbsolutePath().normalize();
  static final Path DIST = Path.of("../dist");

  private Installation() {}

  /**
   * The tarball. Each build makes it but a quick one; there the test is skipped unless a tarball is
   * younger than what it holds.
   */
  static Path tarball() throws IOException {
    List<Path> made = files(".tar.gz");
    List<Path> jars = files(".jar");
    boolean isNew =
        made.size() == 1
            && Files.getLastModifiedTime(made.get(0))
                    .compareTo(Files.getLastModifiedTime(jars.get(0)))
                >= 0;
    Assumptions.assumeTrue(
        isNew || !Boolean.getBoolean("carillon.quick"),
        "A quick build makes no tarball, -Pdist beside -Dquick does: skipped");
    assertThat(isNew).as("a tarball of this build in " + LAUNCHER).isTrue();
    return made.get(0);
  }

  private static List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(LAUNCHER)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  /** Makes the pieces' folder at this path. */
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
