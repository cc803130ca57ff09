package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Running;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code carillon chaos}: real processes, killed while mail comes in. */
class ChaosIT {
  @TempDir Path folder;

  @Test
  void nothingThatWasAcknowledgedIsLost() {
    try (Running chaos =
        Running.start(
            folder.resolve("chaos.log"),
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder),
            "dev.carillon.bench.chaos.Chaos",
            "--mails=600",
            "--troubles=6",
            "--stop-every=3",
            "--restart-every=5",
            "--outage=3")) {
      assertThat(chaos.awaitExit()).as(chaos.output()).isZero();
      assertThat(chaos.output()).contains("every promise was kept").contains(", lost 0,");
    }
  }
}
