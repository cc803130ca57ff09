package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Alone;
import dev.carillon.e2e.harness.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code carillon chaos}: real processes, struck while mail comes in. */
@ExtendWith(Alone.class)
class ChaosIT {
  /** On a machine that has much else to do; it takes half a minute on one that has not. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path folder;

  private Running chaos(String... arguments) {
    return Running.start(
        folder.resolve("chaos.log"),
        Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder),
        "dev.carillon.bench.chaos.Chaos",
        arguments);
  }

  @Test
  void everyPromiseIsKeptWhateverIsStruck() {
    try (Running chaos = chaos("--seconds=10", "--rate=40", "--every=1800", "--outage=3")) {
      assertThat(chaos.awaitExit(LIMIT)).as(chaos.output()).isZero();
      assertThat(chaos.output()).contains("every promise was kept").contains(", lost 0,");
    }
  }

  @Test
  void noClientNoticesThatProcessesOfAClusterLeaveStandStillAndDie() {
    try (Running chaos = chaos("--cluster", "--seconds=20", "--rate=60")) {
      assertThat(chaos.awaitExit(LIMIT)).as(chaos.output()).isZero();
      assertThat(chaos.output()).contains("no client noticed what it must not");
    }
  }

  /** Expected counterexamples: two faults whose traces in the tables excuse them. */
  @Test
  void leasesTakenFromTheLivingAndMailGivenUpTooEarlyAreFound() {
    try (Running chaos = chaos("--seconds=12", "--rate=30", "--fault=early-rescue,wrongly-dead")) {
      assertThat(chaos.awaitExit(LIMIT)).as(chaos.output()).isOne();
      assertThat(chaos.output())
          .contains("BROKEN: unexcused copy")
          .contains("BROKEN: wrongly dead")
          .contains("A PROMISE WAS BROKEN");
    }
  }
}
