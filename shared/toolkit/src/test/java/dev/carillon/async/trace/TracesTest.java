package dev.carillon.async.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.VertxTracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final TracePoint ONE = point(1, true);
  private static final TracePoint OTHER = point(2, true);

  private final Recorder recorder = new Recorder();
  private Vertx vertx = Vertx.builder().withTracer(options -> recorder).build();

  private static TracePoint point(int n, boolean sampled) {
    return new TracePoint("%032x".formatted(n), "%016x".formatted(n), sampled);
  }

  /** Notes what begins, below what, and what it links to. */
  private static final class Recorder implements VertxTracer<Object, Object>, Traces.Tracer {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong(100);

    @Override
    public Span begin(String name, TracePoint parent, Duration ago) {
      TracePoint own =
          new TracePoint(parent.traceId(), "%016x".formatted(ids.incrementAndGet()), true);
      told.add(name + " below " + parent.span());
      return new Noted(name, own, told);
    }
  }

  private record Noted(String called, TracePoint point, List<String> told) implements Span {
    @Override
    public @Nullable TracePoint at() {
      return point;
    }

    @Override
    public void name(String name) {}

    @Override
    public Span note(String key, String value) {
      return this;
    }

    @Override
    public Span note(String key, long value) {
      return this;
    }

    @Override
    public void link(TracePoint other) {
      told.add(called + " links to " + other.span());
    }

    @Override
    public void step(String name, Duration began, Duration ended, @Nullable String key, long n) {}

    @Override
    public void end(@Nullable Throwable failure) {
      told.add(called + " ended" + (failure == null ? "" : " by " + failure.getMessage()));
    }
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** On a context of a request, as Vert.x makes them. */
  private <T> T onRequest(Callable<Future<T>> work) {
    Promise<T> done = Promise.promise();
    ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    context.runOnContext(
        v -> {
          try {
            work.call().onComplete(done);
          } catch (Exception e) {
            done.fail(e);
          }
        });
    return done.future().await();
  }

  @Test
  void whatWorkBeginsIsDoneInItsSpanAndTheCallerIsNot() {
    List<@Nullable Long> seen =
        onRequest(
            () -> {
              Context caller = Vertx.currentContext();
              List<@Nullable Long> spans = new ArrayList<>();
              return Traces.run("work", ONE, () -> inside(spans))
                  .map(
                      v -> {
                        spans.add(span(Traces.here()));
                        assertThat(Vertx.currentContext()).isSameAs(caller);
                        return spans;
                      });
            });
    assertThat(seen).containsExactly(101L, 101L, null);
    assertThat(recorder.told).containsExactly("work below 1", "work ended");
  }

  private Future<Void> inside(List<@Nullable Long> spans) {
    spans.add(span(Traces.here()));
    return vertx.timer(1).onSuccess(v -> spans.add(span(Traces.here()))).mapEmpty();
  }

  private static @Nullable Long span(@Nullable TracePoint point) {
    return point == null ? null : point.span();
  }

  @Test
  void workOfSeveralIsDoneInTheSpanOfTheFirstToWhichTheOthersLink() {
    List<@Nullable TracePoint> parents = Arrays.asList(null, ONE, point(3, false), OTHER, ONE);
    Long at =
        onRequest(
            () ->
                Traces.together(
                    "commit", parents, () -> Future.succeededFuture(span(Traces.here()))));
    assertThat(at).isEqualTo(101);
    assertThat(recorder.told)
        .containsExactly(
            "commit below 1",
            "commit below 2",
            "commit links to 101",
            "commit ended",
            "commit ended");
  }

  @Test
  void workOfSeveralTracesHangsBelowNone() {
    List<@Nullable TracePoint> parents = Arrays.asList(ONE, null, OTHER, ONE);
    List<@Nullable TracePoint> handed = new ArrayList<>();
    Boolean isTraced =
        onRequest(
            () ->
                Traces.apart(
                    "deliver",
                    parents,
                    spans -> {
                      handed.addAll(spans);
                      return Future.succeededFuture(Traces.here() != null);
                    }));
    assertThat(isTraced).isFalse();
    assertThat(handed)
        .extracting(p -> p == null ? 0 : span(p))
        .containsExactly(101L, 0L, 102L, 101L);
    assertThat(recorder.told).contains("deliver below 1", "deliver below 2");
    Long below =
        onRequest(
            () ->
                Traces.apart(
                    "deliver", List.of(ONE), spans -> Future.succeededFuture(span(Traces.here()))));
    assertThat(below).isEqualTo(103);
  }

  @Test
  void nothingBeginsWithoutATraceThatIsWrittenDown() {
    onRequest(() -> Traces.run("work", null, () -> Future.succeededFuture()));
    onRequest(() -> Traces.run("work", point(3, false), () -> Future.succeededFuture()));
    onRequest(() -> Traces.together("work", List.of(), () -> Future.succeededFuture()));
    assertThat(Traces.begin("off Vert.x", ONE)).isSameAs(Span.NONE);
    assertThat(recorder.told).isEmpty();
  }

  @Test
  void whatHasLeftItsSpanIsInNone() {
    TracePoint after =
        onRequest(
            () ->
                Traces.run(
                    "upgrade",
                    ONE,
                    () -> {
                      Traces.leave();
                      return vertx.timer(1).map(v -> Traces.here());
                    }));
    assertThat(after).isNull();
    assertThat(recorder.told).startsWith("upgrade below 1", "upgrade ended");
  }

  @Test
  void aFailureEndsTheSpan() {
    Throwable failure =
        onRequest(
            () ->
                Traces.run(
                        "work",
                        ONE,
                        () -> {
                          throw new IllegalStateException("amiss");
                        })
                    .transform(r -> Future.succeededFuture(r.cause())));
    assertThat(failure).hasMessage("amiss");
    assertThat(recorder.told).endsWith("work ended by amiss");
  }

  @Test
  void aNameGoesWithARequestAndIsNotThatOfTheNext() {
    String named = ONE.traceId();
    String later =
        onRequest(
            () -> {
              Traces.name(named);
              return vertx.timer(1).map(v -> Traces.id());
            });
    assertThat(later).isEqualTo(named);
    assertThat(onRequest(() -> Future.succeededFuture(String.valueOf(Traces.id()))))
        .isEqualTo("null");
  }

  @Test
  void aPointIsTheSameAsAHeaderAndInColumns() {
    TracePoint point = TracePoint.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-f0f067aa0ba902b7-01");
    assertThat(point.sampled()).isTrue();
    assertThat(TracePoint.parse(point.traceparent())).isEqualTo(point);
    assertThat(TracePoint.of(point.trace(), point.span())).isEqualTo(point);
    assertThat(
            TracePoint.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-f0f067aa0ba902b7-02").sampled())
        .isFalse();
    for (String none :
        List.of(
            "",
            "00-00000000000000000000000000000000-f0f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-f0f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-f0f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-f0f067aa0ba902b7-01-more")) {
      assertThat(TracePoint.parse(none)).as(none).isNull();
    }
  }
}
