package dev.carillon.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
  private long nanos;

  private ProgressBar bar(boolean shown) {
    Clocks clocks =
        new Clocks() {
          @Override
          public Instant now() {
            return Instant.EPOCH;
          }

          @Override
          public long nanos() {
            return nanos;
          }
        };
    return new ProgressBar(
        new PrintStream(drawn, true, StandardCharsets.UTF_8), clocks, "rows", shown);
  }

  private void after(Duration time) {
    nanos += time.toNanos();
  }

  private String text() {
    return drawn.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itSaysHowFarHowFastAndHowLongStill() {
    try (ProgressBar bar = bar(true)) {
      bar.at(0.5, 1_000, "");
      after(Duration.ofSeconds(100));
      bar.at(0.6, 21_000, "7 not in");
    }
    assertThat(text())
        .contains("[##########----------]  50.0 %  1,000 rows  0/s\r")
        .endsWith(
            "\r\u001b[K[############--------]  60.0 %  21,000 rows  200/s  6 min 40 s left  7 not"
                + " in\r\u001b[K");
  }

  @Test
  void whereTheWholeIsNotKnownThereIsNoEnd() {
    try (ProgressBar bar = bar(true)) {
      bar.at(Double.NaN, 0, "");
      after(Duration.ofSeconds(2));
      bar.at(Double.NaN, 500, "");
    }
    assertThat(text()).contains("\r\u001b[K500 rows  250/s\r");
  }

  @Test
  void itDrawsFiveTimesASecondAtMostAndForPeopleOnly() {
    try (ProgressBar bar = bar(true)) {
      for (int i = 0; i < 1_000; i++) {
        after(Duration.ofMillis(1));
        bar.at(0.001 * i, i, "");
      }
    }
    assertThat(text().split("rows", -1)).hasSizeLessThanOrEqualTo(7);
    drawn.reset();
    try (ProgressBar bar = bar(false)) {
      bar.at(0.5, 1, "");
    }
    assertThat(text()).isEmpty();
  }

  @Test
  void timesAreThoseOfPeople() {
    assertThat(ProgressBar.text(59)).isEqualTo("59 s");
    assertThat(ProgressBar.text(60)).isEqualTo("1 min 0 s");
    assertThat(ProgressBar.text(3_660)).isEqualTo("1 h 1 min");
  }
}
