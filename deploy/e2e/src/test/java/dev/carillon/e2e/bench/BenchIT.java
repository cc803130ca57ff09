package dev.carillon.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every benchmark in its shortest form: it runs, and its ledger balances. No time is asserted. */
class BenchIT {
  @TempDir Path folder;

  /** What a round of a second measures is nothing: that a row is void would be 1. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int GOAL_MISSED = 2;

  @ParameterizedTest
  @CsvSource({"DEACTIVATE, product / direct", "CREATE, commits per row"})
  void users(String row, String says) {
    try (Running bench =
        Running.start(
            folder.resolve("bench.log"),
            Map.of(),
            "dev.carillon.bench.Bench",
            "users",
            "--rounds=1",
            "--warm-ups=0",
            "--seconds=1",
            "--users=300",
            "--only=" + row)) {
      assertThat(bench.awaitExit(LIMIT)).as(bench.output()).isIn(0, GOAL_MISSED);
      assertThat(bench.output())
          .contains(row.toLowerCase(Locale.ROOT) + " ", says)
          .contains("ledger: balanced");
    }
  }

  @Test
  void mail() {
    try (Running bench =
        Running.start(
            folder.resolve("mail.log"),
            Map.of(),
            "dev.carillon.bench.Bench",
            "mail",
            "--rounds=1",
            "--warm-ups=0",
            "--seconds=1",
            "--mails=1000",
            "--old-rows=1000",
            "--only=live,smtp")) {
      assertThat(bench.awaitExit(LIMIT)).as(bench.output()).isIn(0, GOAL_MISSED);
      assertThat(bench.output())
          .contains("live     product / classic")
          .contains("end to end / SMTP leg alone")
          .contains("ledger: balanced");
    }
  }

  @Test
  void live() {
    try (Running bench =
        Running.start(
            folder.resolve("live.log"), Map.of(), "dev.carillon.bench.Bench", "live", "--quick")) {
      assertThat(bench.awaitExit(LIMIT)).as(bench.output()).isIn(0, GOAL_MISSED);
      assertThat(bench.output())
          .contains(
              "Netty alone / product, CPU",
              "idle sockets",
              "live: durable publish, one by one",
              "ledger: balanced");
    }
  }

  @Test
  void toolkit() {
    try (Running bench =
        Running.start(
            folder.resolve("toolkit.log"),
            Map.of(),
            "dev.carillon.bench.Bench",
            "toolkit",
            "--rounds=1",
            "--forks=0",
            "--millis=10")) {
      assertThat(bench.awaitExit(LIMIT)).as(bench.output()).isZero();
      assertThat(bench.output()).contains("lock, handed over").contains("Vert.x local lock");
    }
  }
}
