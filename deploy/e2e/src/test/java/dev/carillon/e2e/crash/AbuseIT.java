package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code carillon abuse}: a real product, attacked over plain sockets. */
class AbuseIT {
  /** The others are of the same kinds. */
  private static final String ATTACKS =
      "pings-stranger,slow-readers,subscriptions,strangers,conversations,in-flight,error-bodies,"
          + "connections,secrets-start";

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void everyBoundIsKept() {
    try (Running abuse =
        Running.start(
            folder.resolve("abuse.log"),
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder),
            "dev.carillon.bench.abuse.Abuse",
            "--short",
            "--scale=0.01",
            "--seconds=1",
            "--hello=4",
            "--heap=512m",
            "--only=" + ATTACKS)) {
      abuse.awaitOutput("verdict: ", LIMIT);
      assertThat(abuse.awaitExit()).as(abuse.output()).isZero();
      assertThat(abuse.output()).contains("every bound was kept").doesNotContain("BROKEN");
    }
  }
}
