package dev.carillon.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has Maven copy jars, in one call: from the local repository, or from where it fetches. */
final class MavenCopy {
  private static final String COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies";

  private final Path checkout;

  /** With the Maven of a checkout: {@code mvnw} and {@code .mvn}. */
  MavenCopy(Path checkout) {
    this.checkout = checkout;
  }

  /**
   * Copies them, and not what they depend on.
   *
   * @param folder is made if it is not there
   * @throws IOException if one cannot be had; with the output of Maven
   */
  void copy(List<ThirdParty> jars, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path project = Files.createTempDirectory(folder, "fetch");
    Path log = project.resolve("log");
    Files.writeString(project.resolve("pom.xml"), project(jars));
    takeMaven(project);
    Process maven =
        new ProcessBuilder(command(project, folder))
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (status(maven) != 0) {
      throw new IOException("jars of the version before are missing:\n" + Files.readString(log));
    }
    Folders.delete(project);
  }

  private static String project(List<ThirdParty> jars) {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>dev.carillon</groupId>
        <artifactId>previous-version</artifactId>
        <version>1</version>
        <packaging>pom</packaging>
        <dependencies>
        %s</dependencies>
        </project>
        """
        .formatted(jars.stream().map(ThirdParty::xml).collect(Collectors.joining()));
  }

  /** The script builds what lies beside it. */
  private void takeMaven(Path project) throws IOException {
    Path script = project.resolve("mvnw");
    Files.copy(checkout.resolve("mvnw"), script);
    Path settings = Files.createDirectory(project.resolve(".mvn"));
    try (Stream<Path> files = Files.list(checkout.resolve(".mvn"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, settings.resolve(file.getFileName()));
      }
    }
  }

  private static List<String> command(Path project, Path folder) {
    String repository = System.getProperty("maven.repo.local");
    return Stream.of(
            "sh",
            project.resolve("mvnw").toString(),
            "-B",
            "-ntp",
            "-q",
            repository == null ? "" : "-Dmaven.repo.local=" + repository,
            "-DexcludeTransitive=true",
            "-DoutputDirectory=" + folder,
            COPY)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static int status(Process maven) throws IOException {
    try {
      return maven.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
