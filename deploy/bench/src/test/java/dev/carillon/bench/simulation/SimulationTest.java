package dev.carillon.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final int SEEDS = 1_000;

  @Test
  void nothingIsLostDoubledWithoutAReasonOrSentAfterItWasCancelled() {
    LongStream.rangeClosed(1, SEEDS)
        .forEach(
            seed ->
                assertThat(Simulation.run(seed, Mutation.NONE).violation())
                    .as("seed %d", seed)
                    .isNull());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(Simulation.run(7, Mutation.NONE)).isEqualTo(Simulation.run(7, Mutation.NONE));
    assertThat(Simulation.run(7, Mutation.NONE)).isNotEqualTo(Simulation.run(8, Mutation.NONE));
  }

  /** Expected counterexamples: a simulation that finds none of these would find nothing. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyFaultThatIsBuiltInIsFound(Mutation mutation) {
    assertThat(
            LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> Simulation.run(seed, mutation).violation() != null)
                .findFirst())
        .as("a seed that finds %s", mutation)
        .isPresent();
  }
}
