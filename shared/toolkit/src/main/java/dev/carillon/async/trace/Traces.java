package dev.carillon.async.trace;

import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace of what runs here, and spans in it. Nothing here begins a trace: that is for whoever
 * takes a request from outside. What has no trace, such as a loop that finds nothing to do, leaves
 * none; and where no tracer is installed each call is one look at the context.
 *
 * <pre>{@code
 * TracePoint point = Traces.here();                             // kept in a row
 * Future<Page> later = Traces.run("page.store", point, () -> fetch(url)); // elsewhere, in that trace
 * }</pre>
 *
 * <p><b>Order</b>: as the work's own; the result comes back on the caller's context.
 * <b>Threads</b>: from any; off Vert.x's threads there is no trace. <b>Cancellation</b>: none of
 * its own. <b>Failure</b>: the work's own, of which a span tells the kind.
 */
public final class Traces implements VertxServiceProvider {
  private static final ContextLocal<String> NAME = ContextLocal.registerLocal(String.class);
  private static final ContextLocal<Span> SPAN = ContextLocal.registerLocal(Span.class);

  /** For Vert.x, which must know of the locals before there is an instance. */
  public Traces() {}

  @Override
  public void init(VertxBootstrap bootstrap) {}

  /** Writes spans down; installed as the tracer of a Vert.x instance. */
  @FunctionalInterface
  public interface Tracer {
    /** Begins a span, so long ago, below another, which is sampled. */
    Span begin(String name, TracePoint parent, Duration ago);
  }

  /** The span in which the work of a context is done; null without one. For tracers. */
  public static @Nullable Span of(ContextInternal context) {
    return context.getLocal(SPAN);
  }

  /** What is done on a context from now on is done in a span. For tracers. */
  public static void enter(ContextInternal context, Span span) {
    context.putLocal(SPAN, span);
  }

  private static @Nullable Tracer tracer(@Nullable ContextInternal here) {
    return here != null && here.tracer() instanceof Tracer tracer ? tracer : null;
  }

  /** The span of what runs here, sampled or not; null without one. */
  public static @Nullable TracePoint here() {
    ContextInternal here = ContextInternal.current();
    Span span = here == null ? null : of(here);
    return span == null ? null : span.at();
  }

  /** The same, if it is written down. */
  public static @Nullable TracePoint sampled() {
    TracePoint here = here();
    return here != null && here.sampled() ? here : null;
  }

  /** The same as a row keeps it. */
  public static @Nullable String traceparent() {
    TracePoint here = sampled();
    return here == null ? null : here.traceparent();
  }

  /** The trace id of what runs here, by its span or by its name; null if it has none. */
  public static @Nullable String id() {
    ContextInternal here = ContextInternal.current();
    TracePoint at = here();
    return at != null ? at.traceId() : here == null ? null : here.getLocal(NAME);
  }

  /** What runs here, and what comes of it here, has a trace id, with or without a tracer. */
  public static void name(String traceId) {
    ContextInternal here = ContextInternal.current();
    if (here != null && here.isDuplicate()) { // else it would be that of all that follows
      here.putLocal(NAME, traceId);
    }
  }

  /** The span of what runs here has a better name. */
  public static void label(Supplier<String> name) {
    ContextInternal here = ContextInternal.current();
    Span span = here == null ? null : of(here);
    if (span != null) {
      span.name(name.get());
    }
  }

  /**
   * The span of what runs here ends, and what comes here later is not done in it: a request has
   * become a connection that lives on.
   */
  public static void leave() {
    ContextInternal here = ContextInternal.current();
    Span span = here == null ? null : of(here);
    if (here != null && span != null) {
      here.removeLocal(SPAN);
      span.end(null);
    }
  }

  /** What runs here has to do with another span, if there is one. */
  public static void link(@Nullable TracePoint other) {
    ContextInternal here = ContextInternal.current();
    Span span = here == null ? null : of(here);
    if (span != null && other != null) {
      span.link(other);
    }
  }

  /** Begins a span below another; none without a parent that is written down. */
  public static Span begin(String name, @Nullable TracePoint parent) {
    return begin(name, parent, Duration.ZERO);
  }

  /** The same for what has begun so long ago. */
  public static Span begin(String name, @Nullable TracePoint parent, Duration ago) {
    Tracer tracer = tracer(ContextInternal.current());
    return tracer == null || parent == null || !parent.sampled()
        ? Span.NONE
        : tracer.begin(name, parent, ago);
  }

  /** Does work in a span below another, in which is done what the work begins. */
  public static <T> Future<T> run(
      String name, @Nullable TracePoint parent, Supplier<Future<T>> work) {
    ContextInternal here = ContextInternal.current();
    Tracer tracer = tracer(here);
    if (here == null || tracer == null || parent == null || !parent.sampled()) {
      return work.get();
    }
    Span span = tracer.begin(name, parent, Duration.ZERO);
    return in(here, span, work).onComplete(r -> span.end(r.cause()));
  }

  /** The same without a span of its own: what the work begins hangs below {@code span}. */
  private static <T> Future<T> in(ContextInternal here, Span span, Supplier<Future<T>> work) {
    ContextInternal inside = here.duplicate(true);
    enter(inside, span);
    Promise<T> done = here.promise();
    inside.dispatch(v -> Work.begin(work).onComplete(done));
    return done.future();
  }

  /**
   * Does work for several at once, each of whom gets a span for it. What the work begins hangs
   * below the first one's; the others link to that.
   *
   * @param parents null, and not sampled, for who has no trace
   */
  public static <T> Future<T> together(
      String name, List<? extends @Nullable TracePoint> parents, Supplier<Future<T>> work) {
    ContextInternal here = ContextInternal.current();
    Tracer tracer = tracer(here);
    List<Span> spans =
        here == null || tracer == null
            ? List.of()
            : List.copyOf(spans(tracer, name, parents).values());
    if (here == null || tracer == null || spans.isEmpty()) {
      return work.get();
    }
    return in(here, spans.get(0), work).onComplete(r -> spans.forEach(span -> span.end(r.cause())));
  }

  /**
   * Does work for several at once that is no work of one of them alone, such as handing things over
   * together: each has a span for it, and what the work begins hangs below it only where all are of
   * one.
   *
   * @param work gets the span of each, in their order, so that it can be handed over too; null for
   *     who has no trace
   */
  public static <T> Future<T> apart(
      String name,
      List<? extends @Nullable TracePoint> parents,
      Function<List<@Nullable TracePoint>, Future<T>> work) {
    ContextInternal here = ContextInternal.current();
    Tracer tracer = tracer(here);
    if (here == null || tracer == null) {
      return Work.begin(() -> work.apply(new ArrayList<>(parents)));
    }
    Map<TracePoint, Span> spans = spans(tracer, name, parents);
    List<@Nullable TracePoint> points = new ArrayList<>(parents);
    points.replaceAll(
        parent -> {
          Span span = parent == null ? null : spans.get(parent);
          return span == null ? parent : span.at();
        });
    boolean isOne = spans.size() == 1 && parents.stream().allMatch(Objects::nonNull);
    Supplier<Future<T>> told = () -> work.apply(points);
    return (isOne ? in(here, spans.values().iterator().next(), told) : Work.begin(told))
        .onComplete(r -> spans.values().forEach(span -> span.end(r.cause())));
  }

  /** The same as {@link #run} for what has ended when it returns. */
  public static void within(String name, @Nullable TracePoint parent, Runnable work) {
    ContextInternal here = ContextInternal.current();
    Tracer tracer = tracer(here);
    if (here == null || tracer == null || parent == null || !parent.sampled()) {
      work.run();
      return;
    }
    Span span = tracer.begin(name, parent, Duration.ZERO);
    ContextInternal inside = here.duplicate(true);
    enter(inside, span);
    inside.dispatch(work);
    span.end(null);
  }

  /** A span below each that is written down; the others link to the first. */
  private static Map<TracePoint, Span> spans(
      Tracer tracer, String name, List<? extends @Nullable TracePoint> parents) {
    Map<TracePoint, Span> spans = new LinkedHashMap<>();
    TracePoint first = null;
    for (TracePoint parent : parents) {
      if (parent == null || !parent.sampled() || spans.containsKey(parent)) {
        continue;
      }
      Span span =
          tracer.begin(name, parent, Duration.ZERO).note("carillon.together", parents.size());
      if (first == null) {
        first = span.at();
      } else {
        span.link(first);
      }
      spans.put(parent, span);
    }
    return spans;
  }
}
