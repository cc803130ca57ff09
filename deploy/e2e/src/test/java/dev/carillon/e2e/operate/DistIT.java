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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
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
 * What is installed runs from a folder that it does not write into: the tarball itself, unpacked by
 * whoever runs the tests, and started by somebody else where that is root.
 */
class DistIT {
  private static final int NOBODY = 65534;

  @TempDir Path folder;
  private final List<String> asSomebody = asSomebody();

  /** What stands before a command; root lets somebody else run it. */
  private static List<String> asSomebody() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    String number = Integer.toString(NOBODY);
    return List.of(
        Programs.need("setpriv"), "--reuid", number, "--regid", number, "--clear-groups");
  }

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
      ofSomebody(folder.resolve("data"));
      ofSomebody(folder.resolve("home"));
      try (Running up =
          program(
              "up.log",
              environment(Map.of()),
              link,
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
      aJournalThatCannotBeWrittenIsNamed(link, installed);
      assertThat(contents(installed)).isEqualTo(before);
    } finally {
      setWritable(installed, true);
    }
  }

  private Running program(
      String output, Map<String, String> environment, Path carillon, String... arguments) {
    List<String> command = new ArrayList<>(asSomebody);
    command.add(carillon.toString());
    command.addAll(List.of(arguments));
    return Running.program(
        folder.resolve(output), environment, command.toArray(new String[command.size()]));
  }

  private void ofSomebody(Path made) throws IOException {
    Files.createDirectory(made);
    if (!asSomebody.isEmpty()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      Files.setAttribute(made, "unix:uid", NOBODY);
      Files.setAttribute(made, "unix:gid", NOBODY);
    }
  }

  /** The installation's own folder is one to which it may not write, as under its units. */
  private void aJournalThatCannotBeWrittenIsNamed(Path carillon, Path installed)
      throws IOException {
    Path readOnly = installed.resolve("erasures");
    Map<String, String> settings =
        environment(
            Map.of(
                "CARILLON_ERASURE_JOURNAL",
                readOnly.toString(),
                "CARILLON_PG_URL",
                "postgresql://carillon:secret@127.0.0.1/carillon",
                "CARILLON_MONGO_URL",
                "mongodb://127.0.0.1/carillon"));
    try (Running check = program("check.txt", settings, carillon, "check", "users")) {
      assertThat(check.awaitExit()).isEqualTo(1);
      assertThat(check.output()).contains("CARILLON_ERASURE_JOURNAL must be a file to which");
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
    try (Running help = program("help.txt", environment, carillon, "up", "--help")) {
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

  private Path install() throws IOException {
    Path tarball = Installation.tarball();
    String list =
        Programs.shell(
            folder.resolve("tar.txt"),
            Map.of(),
            "cd '"
                + folder
                + "' && tar --no-same-owner -xzf '"
                + tarball
                + "' && tar --numeric-owner -tvzf '"
                + tarball
                + "'");
    assertThat(list.lines()).as("files, all of root").allMatch(line -> line.contains(" 0/0 "));
    Path unpacked = folder.resolve(tarball.getFileName().toString().replace(".tar.gz", ""));
    List<String> files = new ArrayList<>(List.of("LICENSE", "README.md", "observe/alerts.yml"));
    if (!System.getProperty("carillon.network", "").endsWith("true")) {
      files.add("sbom.json");
    }
    for (String file : files) {
      assertThat(Files.getPosixFilePermissions(unpacked.resolve(file)))
          .as(file)
          .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }
    return unpacked;
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
