package dev.carillon.e2e.cluster;

import dev.carillon.e2e.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The client programs of other languages, run as their README says. */
final class ScriptExamples {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path folder;

  ScriptExamples(Path folder) {
    this.folder = folder;
  }

  /** What {@code python-client} prints; skips where there is no Python. */
  String python(String key, String host, int port, String email) {
    Path place = EXAMPLES.resolve("python-client");
    assume("the Python client", "python3", "--version");
    return run(
        key,
        "python3",
        "-B",
        place.resolve("example.py").toString(),
        host,
        Integer.toString(port),
        email);
  }

  /** What {@code node-client} prints; skips where there is no Node, or no registry of npm. */
  String node(String key, String url, String email) {
    assume("the Node client", "node", "--version");
    assume("the Node client", "npm", "--version");
    Path place = folder.resolve("node-client");
    try {
      Files.createDirectories(place);
      for (String file : List.of("package.json", "package-lock.json", "example.js")) {
        Files.copy(EXAMPLES.resolve("node-client").resolve(file), place.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assume(
        "the Node client",
        "npm",
        "ci",
        "--prefer-offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
        place.toString());
    return run(key, "node", place.resolve("example.js").toString(), url, email);
  }

  private String run(String key, String... command) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("CARILLON_KEY", key);
    Running program = Running.program(folder.resolve(command[0] + ".log"), environment, command);
    if (program.awaitExit(LIMIT) != 0) {
      throw new AssertionError(program.output());
    }
    return program.output();
  }

  /** One line says what was not run, and why. */
  private void assume(String what, String... command) {
    boolean works;
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("probe.log").toFile())
              .start();
      works = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notThere) {
      works = false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    String why = what + " was not run: `" + String.join(" ", command) + "` does not work here";
    if (!works) {
      System.out.println(why);
    }
    Assumptions.assumeTrue(works, why);
  }
}
