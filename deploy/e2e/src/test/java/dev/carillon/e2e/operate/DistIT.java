package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Running;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is installed runs from a folder that it does not write into. The tarball of {@code -Pdist}
 * where it was built, else a folder of the same pieces.
 */
class DistIT {

  @TempDir Path folder;

  @Test
  void itRunsFromAReadOnlyFolderByALinkOnThePath() throws Exception {
    Path installed = install();
    setWritable(installed, false);
    try {
      Map<String, String> before = contents(installed);
      Path link =
          Files.createSymbolicLink(folder.resolve("carillon"), installed.resolve("bin/carillon"));
      int port = FreePorts.next();
      int management = FreePorts.next();
      Map<String, String> environment = environment(Map.of());
      try (Running up =
          Running.program(
              folder.resolve("up.log"),
              environment,
              link.toString(),
              "up",
              "--data",
              folder.resolve("data").toString(),
              "--port",
              Integer.toString(port),
              "--management-port",
              Integer.toString(management))) {
        up.awaitOutput("Ctrl-C stops everything", Duration.ofMinutes(3));
        String key = Files.readString(folder.resolve("data/admin.key")).strip();
        Client client = new Client(port, key);
        client.createUser("installed@example.org", "Installed");
        client.get("/v1/ledger").hasStatus(200);
        Await.until( // ready is who was answered at each address, once in the first seconds
            Duration.ofSeconds(60),
            () -> "success of the image's health check",
            () -> healthCheck(management) == 0);
        assertThat(healthCheck(FreePorts.next())).as("and where nobody answers").isNotZero();
        aStartHasACacheMadeForOthers(link);
        assertThat(up.stop()).isIn(0, 143);
      }
      assertThat(contents(installed)).isEqualTo(before);
    } finally {
      setWritable(installed, true);
    }
  }

  private Map<String, String> environment(Map<String, String> more) throws IOException {
    Map<String, String> all = new HashMap<>(more);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("PATH", Programs.withoutNice(folder) + ":" + System.getenv("PATH"));
    all.put("HOME", folder.resolve("home").toString());
    all.put("CARILLON_HEAP", "512m");
    return all;
  }

  /** Of this JRE and these jars: with this option a JVM ends if it cannot use its cache. */
  private void aStartHasACacheMadeForOthers(Path carillon) throws IOException {
    if (Runtime.version().feature() < 25) {
      return;
    }
    Path caches = folder.resolve("home/.cache/carillon");
    Await.until(Duration.ofMinutes(5), () -> "a cache in " + caches, () -> !made(caches).isEmpty());
    Map<String, String> strict = environment(Map.of("CARILLON_JAVA_OPTS", "-XX:AOTMode=on"));
    assertThat(help(carillon, strict)).startsWith("Usage: carillon up");
    Files.writeString(made(caches).get(0), "no cache");
    assertThat(help(carillon, strict)).doesNotStartWith("Usage: carillon up");
    assertThat(help(carillon, environment(Map.of()))).startsWith("Usage: carillon up");
  }

  private String help(Path carillon, Map<String, String> environment) {
    try (Running help =
        Running.program(
            folder.resolve("help.txt"), environment, carillon.toString(), "up", "--help")) {
      help.awaitExit();
      return help.output();
    }
  }

  private static List<Path> made(Path caches) throws IOException {
    try (Stream<Path> files = Files.list(caches)) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  private static int healthCheck(int port) {
    ProcessBuilder check = new ProcessBuilder(ContainerFiles.healthCheck());
    check.environment().put("CARILLON_MANAGEMENT_PORT", Integer.toString(port));
    try {
      return check.redirectErrorStream(true).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachServiceIsConfinedBySystemd() throws IOException {
    for (String unit : List.of("carillon.service", "carillon@.service", "carillon-node.service")) {
      String text = Files.readString(Installation.DIST.resolve("systemd").resolve(unit));
      assertThat(text.lines())
          .as(unit)
          .contains(
              "NoNewPrivileges=yes",
              "ProtectSystem=strict",
              "CapabilityBoundingSet=",
              "SystemCallFilter=@system-service")
          .containsAnyOf("DynamicUser=yes", "User=carillon"); // who is to read files of its own
    }
  }

  private Path install() throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(Installation.LAUNCHER)) {
      List<Path> built =
          files.filter(file -> file.getFileName().toString().endsWith(".tar.gz")).toList();
      if (!built.isEmpty()) {
        assertThat(
                new ProcessBuilder("tar", "-C", folder.toString(), "-xzf", built.get(0).toString())
                    .inheritIO()
                    .start()
                    .waitFor())
            .isZero();
        Path unpacked =
            folder.resolve(built.get(0).getFileName().toString().replace(".tar.gz", ""));
        assertThat(unpacked.resolve("sbom.json")).exists();
        return unpacked;
      }
    }
    return Installation.pieces(folder.resolve("carillon-pieces"));
  }

  /** Every file, with its time and length. */
  private static Map<String, String> contents(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      Map<String, String> all = new TreeMap<>();
      for (Path file : files.toList()) {
        all.put(
            root.relativize(file).toString(),
            Files.getLastModifiedTime(file)
                + " "
                + (Files.isRegularFile(file) ? Files.size(file) : 0));
      }
      return all;
    }
  }

  private static void setWritable(Path root, boolean writable) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all =
          files
              .filter(file -> !Files.isSymbolicLink(file))
              .sorted(writable ? Comparator.naturalOrder() : Comparator.reverseOrder())
              .collect(Collectors.toList());
      for (Path file : all) {
        Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        if (writable) {
          rights.add(PosixFilePermission.OWNER_WRITE);
        } else {
          rights.removeAll(
              Set.of(
                  PosixFilePermission.OWNER_WRITE,
                  PosixFilePermission.GROUP_WRITE,
                  PosixFilePermission.OTHERS_WRITE));
        }
        Files.setPosixFilePermissions(file, rights);
      }
    }
  }
}
