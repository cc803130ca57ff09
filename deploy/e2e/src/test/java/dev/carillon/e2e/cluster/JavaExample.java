package dev.carillon.e2e.cluster;

import dev.carillon.e2e.harness.Running;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code deploy/examples/java-client}, built by Maven as a stranger builds it: by its own pom, from
 * artifacts in a local repository. That repository is one of the test: ours lie there as {@code
 * install} would have put them, everybody else's are those that this build has fetched.
 */
final class JavaExample {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path project;
  private final Path repository;

  JavaExample(Path folder) {
    this.project = folder.resolve("java-client");
    this.repository = folder.resolve("repository");
  }

  /** Copies the project, with our Maven wrapper, and builds it. */
  JavaExample build() {
    try {
      copy(ROOT.resolve("deploy/examples/java-client"), project);
      copy(ROOT.resolve(".mvn"), project.resolve(".mvn"));
      Files.copy(ROOT.resolve("mvnw"), project.resolve("mvnw"));
      shareFetched();
      install("carillon", "pom.xml", null);
      install("carillon-shared", "shared/pom.xml", null);
      install("carillon-toolkit", "shared/toolkit/pom.xml", "shared/toolkit/target");
      install("carillon-contracts", "shared/contracts/pom.xml", "shared/contracts/target");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Running maven =
        Running.program(
            project.resolve("build.log"),
            new HashMap<>(System.getenv()),
            "sh",
            project.resolve("mvnw").toString(),
            "-B",
            "-ntp",
            "-o",
            "-Dmaven.repo.local=" + repository,
            "package");
    if (maven.awaitExit(LIMIT) != 0) {
      throw new AssertionError("The example does not build:\n" + maven.output());
    }
    return this;
  }

  /** Runs it with these arguments, as a member of the cluster of the settings. */
  Running run(Map<String, String> settings, String... arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("CARILLON_"));
    environment.putAll(settings);
    String classes =
        project.resolve("target/billing.jar")
            + File.pathSeparator
            + project.resolve("target/lib/*");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String[] command =
        Stream.concat(
                Stream.of(
                    java,
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classes,
                    "com.example.billing.Billing"),
                Stream.of(arguments))
            .toArray(String[]::new);
    return Running.program(project.resolve("run.log"), environment, command);
  }

  /** What others have published is the same in every local repository. */
  private void shareFetched() throws IOException {
    Path fetched =
        Path.of(
            System.getProperty(
                "localRepository", System.getProperty("user.home") + "/.m2/repository"));
    link(fetched, repository, "dev");
    link(fetched.resolve("dev"), repository.resolve("dev"), "carillon");
  }

  private static void link(Path from, Path to, String but) throws IOException {
    Files.createDirectories(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.filter(e -> !e.getFileName().toString().equals(but)).toList()) {
        Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
      }
    }
  }

  private void install(String artifact, String pom, String target) throws IOException {
    Path place = repository.resolve("dev/carillon").resolve(artifact).resolve(VERSION);
    Files.createDirectories(place);
    String name = artifact + "-" + VERSION;
    Files.copy(ROOT.resolve(pom), place.resolve(name + ".pom"));
    if (target != null) {
      Files.copy(ROOT.resolve(target).resolve(name + ".jar"), place.resolve(name + ".jar"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(f -> !from.relativize(f).startsWith("target")).toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }
}
