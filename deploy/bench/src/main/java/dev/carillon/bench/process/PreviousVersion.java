package dev.carillon.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of an earlier version: a folder with our own jars of then, and a list of the
 * third-party jars that they ran with ({@code third-party.txt}, Maven coordinates). These are taken
 * from the present class path where they are the same, else from the local Maven repository, else
 * they are fetched.
 */
public final class PreviousVersion {
  private static final String LIST = "third-party.txt";

  private PreviousVersion() {}

  /** Whether a folder holds one. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(LIST));
  }

  /**
   * All of its jars, and nothing of the present version.
   *
   * @throws IOException if a jar is not there and cannot be fetched; names it
   */
  public static String classPath(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> own = Files.list(folder)) {
      own.filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .forEach(file -> all.add(file.toString()));
    }
    for (String coordinates : Files.readAllLines(folder.resolve(LIST))) {
      if (!coordinates.isBlank()) {
        all.add(jar(folder, coordinates.strip()).toString());
      }
    }
    return String.join(File.pathSeparator, all);
  }

  /** {@code group:artifact:type[:classifier]:version}. */
  private static Path jar(Path folder, String coordinates) throws IOException {
    String[] parts = coordinates.split(":", -1);
    String version = parts[parts.length - 1];
    String classifier = parts.length == 5 ? "-" + parts[3] : "";
    String name = parts[1] + "-" + version + classifier + "." + parts[2];
    for (String present : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (present.endsWith(File.separator + name)) {
        return Path.of(present);
      }
    }
    Path stored =
        repository()
            .resolve(parts[0].replace('.', '/'))
            .resolve(parts[1])
            .resolve(version)
            .resolve(name);
    if (!Files.exists(stored)) {
      fetch(folder, parts);
    }
    return stored;
  }

  private static Path repository() {
    String set = System.getProperty("maven.repo.local");
    return set == null
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(set);
  }

  private static void fetch(Path folder, String[] parts) throws IOException {
    String artifact =
        String.join(":", parts[0], parts[1], parts[parts.length - 1], parts[2])
            + (parts.length == 5 ? ":" + parts[3] : "");
    Path root = folder.toAbsolutePath();
    while (root != null && !Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    if (root == null || run(root, "-Dartifact=" + artifact) != 0) {
      throw new IOException(artifact + " of the version before is not there, nor can be fetched");
    }
  }

  private static int run(Path root, String artifact) throws IOException {
    try {
      return new ProcessBuilder(
              root.resolve("mvnw").toString(),
              "-B",
              "-ntp",
              "-q",
              "dependency:get",
              "-Dtransitive=false",
              artifact)
          .directory(root.toFile())
          .inheritIO()
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
