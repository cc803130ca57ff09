package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.config.ConfigSource;
import dev.carillon.e2e.harness.CollectorStub;
import dev.carillon.launcher.trace.Collector;
import dev.carillon.launcher.trace.TraceSettings;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A collector that does not answer, or is not there, costs little memory and no time. */
class CollectorIT {
  private static final int SPANS = 200_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final TracePoint PARENT =
      new TracePoint("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  @Test
  void whatAHangingCollectorDoesNotTakeIsDropped() {
    try (CollectorStub collector = new CollectorStub()) {
      collector.hang(true);
      manySpans(collector.url());
    }
  }

  @Test
  void whatACollectorThatIsAwayDoesNotTakeIsDropped() {
    manySpans("http://127.0.0.1:9");
  }

  private static void manySpans(String url) {
    TraceSettings settings =
        TraceSettings.read(
            ConfigSource.of(new JsonObject().put("CARILLON_OTLP_ENDPOINT", url), Map.of()),
            "carillon");
    VertxTracer<?, ?> tracer = Collector.tracing(settings).tracer(new TracingOptions());
    long before = used();
    long began = System.nanoTime();
    for (int i = 0; i < SPANS; i++) {
      ((Traces.Tracer) tracer)
          .begin("span " + i, PARENT, Duration.ZERO)
          .note("carillon.n", "x".repeat(200) + i)
          .end(null);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(40));
    assertThat(used() - before).isLessThan(MOST_BYTES);
    began = System.nanoTime();
    tracer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(40));
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
