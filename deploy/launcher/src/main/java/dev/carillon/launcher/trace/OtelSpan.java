package dev.carillon.launcher.trace;

import dev.carillon.async.trace.Span;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.failure.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A span of OpenTelemetry's. Of a failure it tells the kind: what it says may quote a value. */
final class OtelSpan implements Span {
  private final Tracer tracer;
  private final Context context;
  private final io.opentelemetry.api.trace.Span span;

  private OtelSpan(Tracer tracer, Context context, io.opentelemetry.api.trace.Span span) {
    this.tracer = tracer;
    this.context = context.with(span);
    this.span = span;
  }

  /** Begins one below {@code parent}. */
  static OtelSpan begin(Tracer tracer, Context parent, String name, SpanKind kind) {
    return new OtelSpan(
        tracer, parent, tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan());
  }

  /** The same of our own work, which has begun so long ago. */
  static OtelSpan begun(Tracer tracer, Context parent, String name, Duration ago) {
    SpanBuilder span = tracer.spanBuilder(name).setParent(parent);
    if (!ago.isZero()) {
      span.setStartTimestamp(Instant.now().minus(ago));
    }
    return new OtelSpan(tracer, parent, span.startSpan());
  }

  /** Where a span of another process is the parent. */
  static Context below(TracePoint parent) {
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(context(parent, true)));
  }

  private static SpanContext context(TracePoint point, boolean remote) {
    TraceFlags flags = point.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return remote
        ? SpanContext.createFromRemoteParent(
            point.traceId(), point.spanId(), flags, TraceState.getDefault())
        : SpanContext.create(point.traceId(), point.spanId(), flags, TraceState.getDefault());
  }

  /** What goes on to whoever is asked from here. */
  Context context() {
    return context;
  }

  @Override
  public TracePoint at() {
    SpanContext at = span.getSpanContext();
    return new TracePoint(at.getTraceId(), at.getSpanId(), at.isSampled());
  }

  @Override
  public void name(String name) {
    span.updateName(name);
  }

  @Override
  public OtelSpan note(String key, String value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public OtelSpan note(String key, long value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public void link(TracePoint other) {
    span.addLink(context(other, false));
  }

  @Override
  public void step(String name, Duration began, Duration ended, @Nullable String key, long n) {
    Instant now = Instant.now();
    io.opentelemetry.api.trace.Span step =
        tracer
            .spanBuilder(name)
            .setParent(context)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(now.minus(began))
            .setAllAttributes(
                key == null ? Attributes.empty() : Attributes.builder().put(key, n).build())
            .startSpan();
    step.end(now.minus(ended));
  }

  @Override
  public void end(@Nullable Throwable failure) {
    if (failure != null) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", kind(failure));
    }
    span.end();
  }

  private static String kind(Throwable failure) {
    Failure known = Failure.known(failure);
    return known == null ? failure.getClass().getSimpleName() : known.code().label();
  }
}
