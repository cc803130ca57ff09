package dev.carillon.e2e.harness;

import dev.carillon.embedded.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine that tests use where they are there. */
public final class Programs {
  private Programs() {}

  /** Where a program is; else the test is skipped, and says so. */
  public static String need(String name) {
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "There is no " + name + " on the PATH: skipped");
    return found.orElseThrow().toString();
  }

  /** Runs Node until it ends, and gives its output. */
  public static String node(Path output, Map<String, String> environment, String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = need("node");
    command[1] = "--no-warnings";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return run(output, environment, command);
  }

  /** Runs lines of a shell until they end, and gives their output. */
  public static String shell(Path output, Map<String, String> environment, String lines) {
    Map<String, String> whole = new HashMap<>(environment);
    whole.put("PATH", System.getenv("PATH"));
    return run(output, whole, need("bash"), "-c", lines);
  }

  /**
   * A folder for the front of a PATH, with a {@code nice} that changes no priority: at the lowest a
   * program could wait as long as other tests run.
   */
  public static Path withoutNice(Path folder) throws IOException {
    Path polite = Files.createDirectories(folder.resolve("polite"));
    Path nice = polite.resolve("nice");
    Files.writeString(nice, "#!/bin/sh\nshift 2\nexec \"$@\"\n");
    Files.setPosixFilePermissions(nice, PosixFilePermissions.fromString("rwxr-xr-x"));
    return polite;
  }

  private static String run(Path output, Map<String, String> environment, String... command) {
    try (Running program = Running.program(output, environment, command)) {
      Await.until(
          Duration.ofSeconds(90),
          () -> "the end of " + command[0] + ":\n" + program.output(),
          () -> !program.isAlive());
      return program.output();
    }
  }
}
