package dev.carillon.async.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lincheck runs small programs of several threads on the primitives, in every interleaving that it
 * can think of, and looks for a result that no order of the same calls on one thread explains; or
 * for a state at the end that breaks what the primitive promises. Each broken variant shows that
 * the search finds the fault it is made for.
 */
class LinearizabilityTest {
  /** Programs for each model; a search of some hours has more: {@code -Dlincheck.programs=500}. */
  private static final int PROGRAMS = Integer.getInteger("lincheck.programs", 3);

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(1)
        .iterations(PROGRAMS)
        .invocationsPerIteration(120)
        .minimizeFailedScenario(false);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        LockModel.class,
        SemaphoreModel.class,
        QueueModel.class,
        LockVisitsModel.class,
        SemaphoreVisitsModel.class,
        QueueVisitsModel.class,
        SingleFlightModel.class,
        BatcherModel.class
      })
  void whatThreadsSeeHasAnOrder(Class<?> model) {
    options().check(model);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        BrokenModels.Lock.class,
        BrokenModels.Semaphore.class,
        BrokenModels.Queue.class,
        BrokenModels.SingleFlight.class,
        BrokenModels.Batcher.class
      })
  void aBrokenVariantIsFound(Class<?> broken) {
    assertThatThrownBy(() -> options().check(broken)).isInstanceOf(AssertionError.class);
  }
}
