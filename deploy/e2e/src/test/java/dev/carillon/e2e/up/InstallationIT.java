package dev.carillon.e2e.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Running;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real {@code ./carillon up} in a copy of the checkout, whose build copies what was built
 * before. Where the test is root, it runs as a user whom the list of accounts does not know.
 */
class InstallationIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String UNKNOWN = "54321";

  @TempDir Path folder;
  private Path checkout;
  private int port;
  private Map<String, String> environment = Map.of();

  @Test
  void anUpOfAUserWithoutAnAccountServesOnWhileItsCheckoutIsCleanedAndBuiltAnew() throws Exception {
    checkout = checkout();
    assertThat(carillon("version")).contains("Building Carillon", "Built in");
    Path data = Files.createDirectories(folder.resolve("data"));
    List<String> somebody = somebody(data);
    try (Running up = up(somebody, data)) {
      up.awaitOutput("Ctrl-C stops everything", LIMIT);
      String first = Files.readString(checkout.resolve(".build/launcher.current")).strip();
      assertThat(Files.getAttribute(data.resolve("admin.key"), "unix:uid"))
          .hasToString(somebody.isEmpty() ? ownId() : UNKNOWN);
      clean();
      changeASource();
      assertThat(carillon("version")).contains("Building Carillon");
      assertThat(checkout.resolve(".build/launcher.current")).content().doesNotContain(first);
      clean();
      assertThat(checkout.resolve(".build").resolve(first).resolve("lib")).isNotEmptyDirectory();
      assertServes(new Client(port, Files.readString(data.resolve("admin.key")).strip()));
      assertThat(up.stop()).isIn(0, 143);
      assertThat(up.output()).contains("Services stopped").doesNotContain("NoClassDefFoundError");
    }
    aFirstStartHasACacheMadeWithWhichOthersStart();
    assumeTrue(!somebody.isEmpty(), "SKIPPED: a user without an account, which needs root");
  }

  private void aFirstStartHasACacheMadeWithWhichOthersStart() throws Exception {
    if (Runtime.version().feature() < 25) {
      return;
    }
    Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.fromMillis(0));
    Path built = checkout.resolve(".build");
    Path run;
    String path = Programs.withoutNice(folder) + ":" + System.getenv("PATH");
    environment = Map.of("CARILLON_AOT", "on", "PATH", path);
    try (Running up = up(List.of(), folder.resolve("fresh"))) {
      up.awaitOutput("Ctrl-C stops everything", LIMIT);
      run = built.resolve(Files.readString(built.resolve("launcher.current")).strip());
      Await.until(LIMIT, () -> "a cache in " + run, () -> cache(run) != null);
    }
    // With this option a JVM says so and ends if it cannot use its cache.
    environment = Map.of("CARILLON_AOT", "on", "CARILLON_JAVA_OPTS", "-XX:AOTMode=on");
    assertThat(upHelp()).startsWith("Usage: carillon up");
    Files.writeString(cache(run), "no cache");
    assertThat(upHelp()).doesNotStartWith("Usage: carillon up");
    environment = Map.of("CARILLON_AOT", "on");
    assertThat(upHelp()).startsWith("Usage: carillon up");
  }

  private String upHelp() throws Exception {
    return run(checkout.resolve("carillon").toString(), "up", "--help");
  }

  private static Path cache(Path run) {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(f -> f.toString().endsWith(".aot")).findFirst().orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertServes(Client client) {
    client.createUser("late@example.org", "Late");
    Await.until(
        LIMIT,
        () -> "the welcome mail",
        () -> !client.get("/v1/inbox?to=late@example.org").hasStatus(200).items().isEmpty());
  }

  private Running up(List<String> somebody, Path data) throws IOException {
    port = FreePorts.next();
    List<String> command = new ArrayList<>(somebody);
    command.addAll(List.of(checkout.resolve("carillon").toString(), "up"));
    command.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
    command.addAll(List.of("--management-port", Integer.toString(FreePorts.next())));
    return Running.program(folder.resolve("up.log"), environment(), command.toArray(new String[0]));
  }

  /** Whom the data then belongs to; nobody else where only root may become another. */
  private List<String> somebody(Path data) throws Exception {
    if (!ownId().equals("0")
        || !run("setpriv", "--reuid", UNKNOWN, "test", "-x", java()).equals("")) {
      return List.of();
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(data, "unix:uid", Integer.valueOf(UNKNOWN));
    return List.of("setpriv", "--reuid", UNKNOWN, "--regid", UNKNOWN, "--clear-groups");
  }

  private static String ownId() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Map<String, String> environment() {
    Map<String, String> whole = new HashMap<>();
    whole.put("PATH", System.getenv("PATH"));
    whole.put("JAVA_HOME", System.getProperty("java.home"));
    whole.put("CARILLON_HEAP", "512m");
    whole.put("CARILLON_AOT", "off");
    whole.put("CARILLON_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    whole.putAll(environment);
    return whole;
  }

  private String carillon(String command) throws Exception {
    return run(checkout.resolve("carillon").toString(), command);
  }

  /** What it said; that it failed, if it said nothing of it. */
  private String run(String... command) throws Exception {
    Path output = folder.resolve("output");
    int status = Running.program(output, environment(), command).awaitExit();
    String said = Files.readString(output);
    return status == 0 || !said.isEmpty() ? said : "status " + status;
  }

  /** What {@code mvn clean} does. */
  private void clean() throws IOException {
    delete(checkout.resolve("deploy/launcher/target"));
  }

  private void changeASource() throws IOException {
    long later = Files.getLastModifiedTime(checkout.resolve("pom.xml")).toMillis() + 600_000;
    Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.fromMillis(later));
  }

  private Path checkout() throws IOException {
    Path root = root();
    Path copy = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(copy.resolve(".mvn"));
    try (Stream<Path> scripts = Files.list(root.resolve(".mvn"))) {
      for (Path file : scripts.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(".mvn").resolve(file.getFileName()));
      }
    }
    Files.copy(root.resolve("pom.xml"), copy.resolve("pom.xml"));
    script(copy.resolve("carillon"), Files.readString(root.resolve("carillon")));
    Path built = root.resolve("deploy/launcher/target");
    script(
        copy.resolve("mvnw"),
        """
        #!/bin/sh
        set -e
        cd "%s" && mkdir -p deploy/launcher/target
        cp -R "%s/lib" "%s"/carillon-launcher-*.jar deploy/launcher/target
        chmod -R a+rX deploy/launcher/target # whoever built it may have kept it to themselves
        """
            .formatted(copy, built, built));
    return copy;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    return here;
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes of) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
