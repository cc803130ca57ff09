package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What each primitive promises, checked on the primitive and on a variant with the mistake that the
 * promise is about: the check must let the first pass and catch the second. (Locks, semaphores,
 * queues, single flights and batchers have theirs in {@code LinearizabilityTest}.)
 */
abstract class CounterexampleFixture extends Fixture {
  final <S> Stream<DynamicTest> promise(String what, S primitive, S broken, Consumer<S> check) {
    return Stream.of(
        DynamicTest.dynamicTest(what, () -> check.accept(primitive)),
        DynamicTest.dynamicTest(
            what + ": the broken variant is caught",
            () -> {
              log.clear();
              assertThatThrownBy(() -> check.accept(broken)).isInstanceOf(AssertionError.class);
            }));
  }
}
