package dev.carillon.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the project's sources and classes are. */
final class Sources {
  /** Every module that holds product code; benchmarks are measured, not walled. */
  static final List<String> MODULES =
      List.of(
          "shared/toolkit",
          "shared/contracts",
          "shared/kit",
          "deploy/embedded",
          "users-service",
          "notifier-service",
          "gateway",
          "deploy/launcher",
          "deploy/testing");

  /** The {@code pom.xml} of a module is at most this deep below the root. */
  private static final int MODULE_DEPTH = 3;

  private Sources() {}

  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("The project's root was not found");
    }
    return here;
  }

  static List<Path> javaFiles() {
    return MODULES.stream()
        .flatMap(m -> files(root().resolve(m).resolve("src/main/java"), ".java"))
        .toList();
  }

  /** The tests of every module, those of benchmarks and of the whole product as well. */
  static List<Path> testFiles() {
    return files(root(), MODULE_DEPTH, "pom.xml")
        .map(pom -> pom.resolveSibling("src/test/java"))
        .filter(Files::isDirectory)
        .flatMap(folder -> files(folder, ".java"))
        .toList();
  }

  static List<Path> classFolders() {
    return MODULES.stream().map(m -> root().resolve(m).resolve("target/classes")).toList();
  }

  static Stream<Path> files(Path folder, String ending) {
    return files(folder, Integer.MAX_VALUE, ending);
  }

  private static Stream<Path> files(Path folder, int depth, String ending) {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(f -> f.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
