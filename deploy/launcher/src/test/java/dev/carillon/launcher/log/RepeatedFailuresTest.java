package dev.carillon.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatedFailuresTest {
  private static final String LIBRARY = "io.vertx.core.impl.ContextImpl";
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");

  private final LoggerContext logback = new LoggerContext();
  private final RepeatedFailures filter = new RepeatedFailures();

  private boolean passes(String logger, @Nullable Throwable failure, Duration after) {
    LoggingEvent event =
        new LoggingEvent(
            "here", logback.getLogger(logger), Level.ERROR, "Unhandled exception", failure, null);
    event.setInstant(BEGIN.plus(after));
    return filter.decide(event) == FilterReply.NEUTRAL;
  }

  private static Throwable completed(int number) {
    return new IllegalStateException("Promise already completed " + number);
  }

  @Test
  void aFailureThatComesWithEachMessageIsSaidOnceInTenSeconds() {
    int said = 0;
    for (int i = 0; i < 2_500; i++) {
      said += passes(LIBRARY, completed(1), Duration.ofMillis(10L * i)) ? 1 : 0;
    }
    assertThat(said).isEqualTo(3);
    assertThat(passes(LIBRARY, completed(2), Duration.ofSeconds(25))).as("another one").isTrue();
  }

  @Test
  void whatIsOursAndWhatIsNoFailureIsAlwaysSaid() {
    for (int i = 0; i < 3; i++) {
      assertThat(passes("dev.carillon.gateway.Any", completed(1), Duration.ZERO)).isTrue();
      assertThat(passes(LIBRARY, null, Duration.ZERO)).isTrue();
    }
  }

  @Test
  void itRemembersSome() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(passes(LIBRARY, completed(i), Duration.ZERO)).isTrue();
    }
    assertThat(passes(LIBRARY, completed(99_999), Duration.ZERO)).isFalse();
    assertThat(passes(LIBRARY, completed(0), Duration.ZERO)).as("long forgotten").isTrue();
  }
}
