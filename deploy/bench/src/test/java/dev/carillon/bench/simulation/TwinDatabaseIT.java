package dev.carillon.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seeds of the simulation on the product's own statements, compared after each of them. */
class TwinDatabaseIT {
  private static final int SEEDS = 2;

  @TempDir static Path folder;
  private static SimRows rows;

  @BeforeAll
  static void start() throws SQLException {
    rows = new SimRows(folder.resolve("data"));
  }

  @AfterAll
  static void stop() throws SQLException {
    rows.close();
  }

  @Test
  void theModelSaysWhatTheStatementsDo() {
    LongStream.rangeClosed(1, SEEDS)
        .forEach(
            seed ->
                assertThat(Simulation.runOn(rows, seed, Mutation.NONE).violation())
                    .as("seed %d", seed)
                    .isNull());
  }

  /** An expected counterexample: a model that takes leases of the living is not the product. */
  @Test
  void aModelThatRescuesTooEarlyDiffers() {
    assertThat(Simulation.runOn(rows, 1, Mutation.RESCUE_TOO_EARLY).violation())
        .contains("PostgreSQL");
  }
}
