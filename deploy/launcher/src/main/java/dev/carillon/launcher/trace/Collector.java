package dev.carillon.launcher.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way to the collector. Spans wait in a queue of fixed size and go out from a thread of their
 * own: what finds no room, or is not taken in time, is dropped, so that a collector that hangs or
 * is away costs that thread and nobody else.
 */
public final class Collector {
  /** So many spans may wait; some 4 MiB. */
  private static final int WAITING = 4_096;

  private static final int AT_ONCE = 512;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** A stop waits so long for what is still to be sent. */
  private static final long LAST_SECONDS = 3;

  private static final int LONGEST_VALUE = 256;

  private Collector() {}

  /** What makes the tracer of a Vert.x instance, which sends until the instance is closed. */
  public static VertxTracerFactory tracing(TraceSettings settings) {
    return options -> tracer(settings);
  }

  private static VertxTracer<?, ?> tracer(TraceSettings settings) {
    ExporterLog.install();
    TraceIds ids = new TraceIds();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(resource(settings.service(), settings.node())))
            .setIdGenerator(ids)
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.share())))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_VALUE).build())
            .addSpanProcessor(processor(settings))
            .build();
    return new OtelTracer(
        provider.get("dev.carillon"),
        ids,
        () -> provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS));
  }

  private static BatchSpanProcessor processor(TraceSettings settings) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.traces().toString())
            .setCompression("gzip")
            .setConnectTimeout(CONNECT)
            .setTimeout(ANSWER)
            .setRetryPolicy(null)
            .build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(WAITING)
        .setMaxExportBatchSize(AT_ONCE)
        .setScheduleDelay(EVERY)
        .setExporterTimeout(ANSWER)
        .build();
  }

  private static Attributes resource(String service, @Nullable String node) {
    Attributes named = Attributes.of(AttributeKey.stringKey("service.name"), service);
    return node == null
        ? named
        : named.toBuilder().put(AttributeKey.stringKey("service.instance.id"), node).build();
  }
}
