package dev.carillon.e2e.previous;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the version before: its own jars are kept, third-party jars are Maven's. */
final class PreviousVersion {
  private static final Path FOLDER = Path.of("src/test/previous");

  private PreviousVersion() {}

  /** Whether there is one; the first version of the promise has none before it. */
  static boolean isThere() {
    return Files.exists(FOLDER.resolve("third-party.txt"));
  }

  static String classPath() throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> own = Files.list(FOLDER)) {
      own.filter(f -> f.toString().endsWith(".jar")).sorted().forEach(f -> all.add(f.toString()));
    }
    for (String coordinates : Files.readAllLines(FOLDER.resolve("third-party.txt"))) {
      if (!coordinates.isBlank()) {
        all.add(jar(coordinates).toString());
      }
    }
    return String.join(File.pathSeparator, all);
  }

  /** {@code group:artifact:type[:classifier]:version}. */
  private static Path jar(String coordinates) throws IOException, InterruptedException {
    String[] parts = coordinates.split(":");
    String version = parts[parts.length - 1];
    String classifier = parts.length == 5 ? "-" + parts[3] : "";
    Path jar =
        repository()
            .resolve(parts[0].replace('.', '/'))
            .resolve(parts[1])
            .resolve(version)
            .resolve(parts[1] + "-" + version + classifier + "." + parts[2]);
    if (!Files.exists(jar)) {
      fetch(parts, version);
    }
    return jar;
  }

  private static void fetch(String[] parts, String version)
      throws IOException, InterruptedException {
    String artifact =
        String.join(":", parts[0], parts[1], version, parts[2])
            + (parts.length == 5 ? ":" + parts[3] : "");
    Process maven =
        new ProcessBuilder(
                Path.of("../../mvnw").toAbsolutePath().normalize().toString(),
                "-B",
                "-ntp",
                "-q",
                "dependency:get",
                "-Dtransitive=false",
                "-Dartifact=" + artifact)
            .directory(Path.of("../..").toFile())
            .inheritIO()
            .start();
    if (maven.waitFor() != 0) {
      throw new IOException(artifact + " cannot be fetched");
    }
  }

  /** Where the jars of this test come from. */
  private static Path repository() {
    Path vertx =
        Path.of(
            io.vertx.core.Vertx.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    return vertx.resolve("../../../../../").normalize(); // io/vertx/vertx-core/version/jar
  }
}
