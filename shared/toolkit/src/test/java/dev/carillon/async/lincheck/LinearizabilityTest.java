package dev.carillon.async.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lincheck runs small programs of several threads on the primitives, in every interleaving that it
 * can think of, and looks for a result that no order of the same calls on one thread explains; or
 * for a state at the end that breaks what the primitive promises. Each broken variant shows that
 * the search finds the fault it is made for. A longer search: {@code -Dlincheck.programs=500
 * -Dlincheck.interleavings=10000}.
 */
class LinearizabilityTest {
  private static final long LIMIT_SECONDS = Long.getLong("lincheck.seconds", 300);

  private static final List<String> MODELS =
      List.of(
          "LockModel",
          "SemaphoreModel",
          "QueueModel",
          "LockVisitsModel",
          "SemaphoreVisitsModel",
          "QueueVisitsModel",
          "SingleFlightModel",
          "BatcherModel");

  private static final List<String> BROKEN =
      List.of(
          "BrokenModels$Lock",
          "BrokenModels$Semaphore",
          "BrokenModels$Queue",
          "BrokenModels$SingleFlight",
          "BrokenModels$Batcher");

  @TempDir Path folder;

  @Test
  void whatThreadsSeeHasAnOrderAndABrokenVariantIsFound() throws Exception {
    String said = search();
    assertThat(said.lines())
        .as(said)
        .containsAll(MODELS.stream().map(name -> name + Search.LINEARIZABLE).toList())
        .containsAll(BROKEN.stream().map(name -> name + Search.BROKEN).toList());
  }

  private String search() throws IOException, InterruptedException {
    Path output = folder.resolve("search.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+EnableDynamicAgentLoading", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("lincheck."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Search.class.getName()));
    command.addAll(MODELS);
    command.addAll(BROKEN);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("whether it ends: " + Files.readString(output))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }
}
