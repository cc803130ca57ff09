package dev.carillon.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.cluster.FigureSample;
import dev.carillon.testkit.ManualClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a process remembers of its figures. */
class LastHourTest {
  private static final Duration STEP = Duration.ofSeconds(5);

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ManualClock clock = new ManualClock();
  private final LastHour hour = new LastHour(registry, clock);
  private final AtomicReference<Double> ready = new AtomicReference<>(0.0);

  @Test
  void whatAProcessDoesNotHaveIsUnknownAndNotZero() {
    steps(30);
    FigureSample now = hour.now();
    assertThat(now).isEqualTo(new FigureSample(clock.now(), null, null, null, null, null));
    assertThat(hour.minutes()).isNotEmpty().allMatch(minute -> minute.ready() == null);
  }

  @Test
  void aFigureThatIsNotKnownAtTheMomentIsNone() {
    gauge("high");
    ready.set(Double.NaN);
    steps(2);
    assertThat(hour.now().ready()).isNull();
    assertThat(hour.now().mailsPerSecond()).isZero();
  }

  @Test
  void aMinuteHasItsRateAndItsHighestFigures() {
    gauge("high");
    gauge("low");
    assertThat(clock.now()).isEqualTo(clock.now().truncatedTo(ChronoUnit.MINUTES));
    hour.look();
    Counter sent = counter("welcome");
    Counter others = counter("none");
    for (int i = 0; i < 12; i++) {
      sent.increment(10);
      others.increment(2);
      ready.set(i == 6 ? 50.0 : 1.0);
      steps(1);
    }
    FigureSample minute = hour.minutes().get(hour.minutes().size() - 1);
    assertThat(minute.at()).isEqualTo(clock.now().minus(1, ChronoUnit.MINUTES));
    assertThat(minute.mailsPerSecond()).isEqualTo(144 / 60.0);
    assertThat(minute.ready()).isEqualTo(100);
    assertThat(hour.now().ready()).isEqualTo(2);
    assertThat(hour.now().mailsPerSecond()).isEqualTo(12 / 5.0);
  }

  /** As a process that rests looks. */
  @Test
  void theRateOfTheMomentIsNeverThatOfAMoment() {
    Counter sent = counter("welcome");
    for (int looks = 0; looks < 5; looks++) {
      clock.advance(Duration.ofSeconds(30));
      hour.look();
    }
    clock.advance(Duration.ofSeconds(1));
    sent.increment(64);
    clock.advance(Duration.ofSeconds(1));
    assertThat(hour.now().mailsPerSecond()).isEqualTo(2);
  }

  @Test
  void sixtyMinutesAreKeptHoweverLongItRunsAndOldOnesAreNotTold() {
    steps(12 * 200);
    List<FigureSample> kept = hour.minutes();
    assertThat(kept).hasSize(60);
    assertThat(kept).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    clock.advance(Duration.ofMinutes(30));
    assertThat(hour.minutes()).hasSizeBetween(30, 31);
    clock.advance(Duration.ofHours(2));
    assertThat(hour.minutes()).isEmpty();
  }

  private void steps(int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(STEP);
      hour.look();
    }
  }

  private void gauge(String lane) {
    registry.gauge(
        "carillon.mail.ready",
        io.micrometer.core.instrument.Tags.of("lane", lane),
        ready,
        AtomicReference::get);
  }

  private Counter counter(String template) {
    return registry.counter("carillon.mail.outcomes", "outcome", "sent", "template", template);
  }
}
