package dev.carillon.e2e.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./carillon} and {@code ./mvnw} make of the account, the locale and the path at hand,
 * before a JVM runs: the JVM and Maven are scripts that print how they were called.
 */
class ScriptsIT {
  private static final String MAIN = "dev.carillon.launcher.Carillon";

  @TempDir Path folder;
  private Path home;
  private Path jdk;

  @BeforeEach
  void aJdkAndAHome() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
    script(jdk.resolve("bin/javac"), "exit 0");
    script(
        jdk.resolve("bin/java"),
        "printf '%s\\n' \"$@\" \"HOME=$HOME\" \"LC_ALL=${LC_ALL:-}\" \"umask=$(umask)\"");
    Files.createDirectories(folder.resolve("path"));
    script(
        folder.resolve("path/mvn"),
        "case \"$1\" in --version) echo 'Apache Maven 3.9.9' ;; *) printf '%s\\n' \"$@\" ;; esac");
  }

  @Test
  void aLinkOnThePathLeadsToTheCheckoutAlsoWithoutAHome() throws Exception {
    Path checkout = checkout("checkout");
    Path first =
        Files.createSymbolicLink(folder.resolve("path/first"), checkout.resolve("carillon"));
    Path link = Files.createSymbolicLink(folder.resolve("carillon"), Path.of("path/first"));
    assertThat(first).isSymbolicLink();
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("HOME", home.toString()))) {
      List<String> called = run(environment, link.toString(), "up", "--port", "1");
      assertThat(called)
          .contains(MAIN, "up", "--port", "umask=0077")
          .anyMatch(argument -> argument.startsWith(checkout + "/.build/run-launcher-1/"));
    }
    Path maven = Files.createSymbolicLink(folder.resolve("mvnw"), checkout.resolve("mvnw"));
    assertThat(run(Map.of(), maven.toString(), "verify"))
        .contains("-f", checkout.resolve("pom.xml").toString(), "verify");
  }

  @Test
  void aPathWithAColonIsReachedThroughOneWithout() throws Exception {
    Path checkout = checkout("a:b/with blank");
    List<String> called =
        run(Map.of("HOME", home.toString()), checkout.resolve("carillon").toString(), "up");
    String classPath = called.get(called.indexOf("-cp") + 1);
    List<String> entries = List.of(classPath.split(":"));
    assertThat(entries).hasSize(2);
    Path jar = Path.of(entries.get(0));
    assertThat(jar.toRealPath())
        .isEqualTo(checkout.toRealPath().resolve(".build/run-launcher-1/carillon-launcher.jar"));
  }

  @Test
  void aPathWithLettersIsReachedWhateverTheLocale() throws Exception {
    Path checkout = checkout("Übung");
    for (Map<String, String> locale :
        List.of(
            Map.<String, String>of(),
            Map.of("LC_ALL", "C"),
            Map.of("LC_ALL", "xx_XX.UTF-8"),
            Map.of("LANG", "POSIX"))) {
      List<String> called = run(locale, checkout.resolve("carillon").toString(), "up");
      assertThat(called).contains(MAIN);
      assertThat(called)
          .filteredOn(line -> line.startsWith("LC_ALL="))
          .allMatch(line -> line.toLowerCase(java.util.Locale.ROOT).matches(".*utf-?8"));
    }
  }

  @Test
  void theHelpOfABenchmarkNeedsNoBuild() throws Exception {
    Path checkout = checkout("checkout");
    String carillon = checkout.resolve("carillon").toString();
    assertThat(run(Map.of(), carillon, "bench", "--help"))
        .anyMatch(line -> line.startsWith("Usage: carillon bench"))
        .noneMatch(line -> line.contains("Building"));
    assertThat(run(Map.of(), carillon, "simulate", "-h")).anyMatch(line -> line.contains("seed"));
    assertThat(run(Map.of(), carillon, "chaos", "--help")).anyMatch(line -> line.contains("mail"));
  }

  /** With a build that is newer than every source. */
  private Path checkout(String name) throws IOException {
    Path checkout = Files.createDirectories(folder.resolve(name));
    Path root = root();
    Files.createDirectories(checkout.resolve(".mvn"));
    try (Stream<Path> scripts = Files.list(root.resolve(".mvn"))) {
      for (Path file : scripts.toList()) {
        Files.copy(file, checkout.resolve(".mvn").resolve(file.getFileName()));
      }
    }
    for (String script : List.of("carillon", "mvnw")) {
      script(checkout.resolve(script), Files.readString(root.resolve(script)));
    }
    Path run = Files.createDirectories(checkout.resolve(".build/run-launcher-1/lib")).getParent();
    Files.createFile(run.resolve("carillon-launcher.jar"));
    Files.writeString(checkout.resolve(".build/launcher.current"), "run-launcher-1\n");
    Files.createFile(checkout.resolve(".build/launcher.stamp"));
    return checkout;
  }

  /** Every line of the output. */
  private List<String> run(Map<String, String> environment, String... command) throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).directory(elsewhere.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("path") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("CARILLON_AOT", "off");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().toList();
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    return here;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text.startsWith("#!") ? text : "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
