package dev.carillon.bench.chaos.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a mail is due that PostgreSQL's clock decides on while that is moved. */
class ClockStepsTest {
  @Test
  void withoutStepsTimeIsTime() {
    ClockSteps clock = new ClockSteps(Map.of());
    assertThat(clock.earliest(1_000, 1_100, 3_000)).isEqualTo(4_000);
    assertThat(clock.latest(1_000, 1_100, 3_000)).isEqualTo(4_100);
    assertThat(clock.isOff(0, 9_000)).isFalse();
  }

  @Test
  void aStepForwardBringsWhatWaitsAtOnce() {
    ClockSteps clock = new ClockSteps(Map.of(2_000L, 15_000L));
    assertThat(clock.earliest(1_000, 1_100, 3_000)).isEqualTo(2_000);
    assertThat(clock.latest(1_000, 1_100, 3_000)).isEqualTo(2_000);
    assertThat(clock.latest(2_500, 2_600, 3_000)).isEqualTo(5_600);
  }

  @Test
  void aStepBackPutsItOffUntilTheClockIsThere() {
    ClockSteps clock = new ClockSteps(Map.of(2_000L, -15_000L));
    assertThat(clock.latest(1_000, 1_100, 3_000)).isEqualTo(19_100);
    ClockSteps thereAndBack = new ClockSteps(Map.of(2_000L, -15_000L, 6_000L, 0L));
    assertThat(thereAndBack.latest(1_000, 1_100, 3_000)).isEqualTo(6_000);
    assertThat(thereAndBack.latest(5_000, 5_500, 3_000)).isEqualTo(6_000);
    assertThat(thereAndBack.latest(6_500, 6_500, 3_000)).isEqualTo(9_500);
  }

  @Test
  void onlyStepsBackCountAsThat() {
    ClockSteps clock = new ClockSteps(Map.of(2_000L, 15_000L, 6_000L, 0L, 8_000L, -40_000L));
    assertThat(clock.setBack(0, 5_000)).isZero();
    assertThat(clock.setBack(3_000, 7_000)).isEqualTo(15_000);
    assertThat(clock.setBack(3_000, 9_000)).isEqualTo(55_000);
    assertThat(clock.setBack(9_000, 3_000)).as("before its time").isZero();
  }

  @Test
  void whoIsAskedWhileItMovesMayHaveBeenBeforeOrAfter() {
    ClockSteps forward = new ClockSteps(Map.of(2_000L, 15_000L));
    assertThat(forward.earliest(1_900, 2_100, 3_000)).isEqualTo(2_000);
    assertThat(forward.latest(1_900, 2_100, 3_000)).isEqualTo(5_100);
    ClockSteps back = new ClockSteps(Map.of(1_000L, 15_000L, 2_000L, 0L));
    assertThat(back.earliest(1_900, 2_100, 3_000)).isEqualTo(5_000);
    assertThat(back.latest(1_900, 2_100, 3_000)).isEqualTo(19_999);
  }

  @Test
  void itIsOffFromAStepToTheOneBack() {
    ClockSteps clock = new ClockSteps(Map.of(2_000L, 15_000L, 6_000L, 0L));
    assertThat(clock.isOff(0, 1_999)).isFalse();
    assertThat(clock.isOff(1_000, 2_000)).isTrue();
    assertThat(clock.isOff(3_000, 4_000)).isTrue();
    assertThat(clock.isOff(6_001, 7_000)).isFalse();
    assertThat(clock.isMoved(3_000, 4_000)).isFalse();
    assertThat(clock.isMoved(5_000, 6_000)).isTrue();
  }
}
