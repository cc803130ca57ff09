package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark in its shortest form: it runs, and its ledger balances. No time is asserted. */
class BenchIT {
  @TempDir Path folder;

  @Test
  void getUser() {
    try (Running bench =
        Running.start(
            folder.resolve("bench.log"),
            Map.of(),
            "dev.carillon.bench.Bench",
            "get-user",
            "--rounds=1",
            "--warm-ups=0",
            "--seconds=1",
            "--users=100")) {
      assertThat(bench.awaitExit()).as(bench.output()).isZero();
      assertThat(bench.output())
          .contains("medians: product / direct")
          .contains("every request got its user");
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
      assertThat(bench.awaitExit()).as(bench.output()).isZero();
      assertThat(bench.output()).contains("lock, handed over").contains("Vert.x local lock");
    }
  }
}
