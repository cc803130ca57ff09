package dev.carillon.launcher.trace;

import dev.carillon.async.trace.Span;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.bus.Call;
import dev.carillon.request.TraceId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x itself takes and asks, as spans: HTTP, the bus, statements. Only a request of a
 * client begins a trace. Of what Vert.x knows of a request little is told: a URL may hold a ticket,
 * a statement and a failure may hold a value.
 */
final class OtelTracer implements VertxTracer<Span, Span>, Traces.Tracer {
  private static final String TRACEPARENT = "traceparent";
  private static final String REQUEST_ID = "x-request-id";
  private static final String ADDRESS = "messaging.destination.name";
  private static final String STATEMENT = "db.query.text";
  private static final String METHOD = "http.request.method";
  private static final String STATUS = "http.response.status_code";

  /** A method beyond these is a client's invention, and would be a name without end. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Tracer tracer;
  private final TraceIds ids;
  private final Runnable onClose;

  /**
   * Writes to {@code tracer}.
   *
   * @param ids where it has the ids of new traces from
   * @param onClose sends what is there, and ends
   */
  OtelTracer(Tracer tracer, TraceIds ids, Runnable onClose) {
    this.tracer = tracer;
    this.ids = ids;
    this.onClose = onClose;
  }

  @Override
  public Span begin(String name, TracePoint parent, Duration ago) {
    return OtelSpan.begun(tracer, OtelSpan.below(parent), name, ago);
  }

  @Override
  public <R> @Nullable Span receiveRequest(
      io.vertx.core.Context context,
      io.vertx.core.spi.tracing.SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Map.Entry<String, String>> headers,
      TagExtractor<R> tags) {
    boolean isHttp = request instanceof HttpServerRequest;
    if (policy == TracingPolicy.IGNORE) {
      return null;
    }
    TracePoint parent = parent(headers);
    if (parent == null && !isHttp) {
      return null;
    }
    OtelSpan span = isHttp ? http(parent, operation, headers) : message(parent, request, tags);
    Traces.enter((ContextInternal) context, span);
    return span;
  }

  private OtelSpan http(
      @Nullable TracePoint parent, String method, Iterable<Map.Entry<String, String>> headers) {
    String name = METHODS.contains(method) ? method : "HTTP";
    if (parent != null) {
      return OtelSpan.begin(tracer, OtelSpan.below(parent), name, SpanKind.SERVER)
          .note(METHOD, name);
    }
    String named = only(headers, REQUEST_ID);
    ids.want(TraceId.isOne(named) ? named : null);
    try {
      return OtelSpan.begin(tracer, Context.root(), name, SpanKind.SERVER).note(METHOD, name);
    } finally {
      ids.want(null);
    }
  }

  private <R> OtelSpan message(@Nullable TracePoint parent, R request, TagExtractor<R> tags) {
    Context below = parent == null ? Context.root() : OtelSpan.below(parent);
    String address = address(tag(tags, request, ADDRESS));
    return OtelSpan.begin(tracer, below, address, SpanKind.SERVER).note(ADDRESS, address);
  }

  /** A member that has no tracer says where it stands in the call. */
  private static @Nullable TracePoint parent(Iterable<Map.Entry<String, String>> headers) {
    TracePoint own = TracePoint.parse(TraceId.parent(only(headers, TRACEPARENT)));
    return own == null ? TracePoint.parse(TraceId.parent(only(headers, Call.TRACEPARENT))) : own;
  }

  /** Null where it is missing, and where it is there twice. */
  private static @Nullable String only(Iterable<Map.Entry<String, String>> headers, String name) {
    String value = null;
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        if (value != null) {
          return null;
        }
        value = header.getValue();
      }
    }
    return value;
  }

  /** The contract or topic alone: who of several was asked, and for which key, has no end. */
  private static String address(@Nullable String address) {
    if (address == null) {
      return "bus";
    }
    int node = address.indexOf('@');
    return node < 0 ? address : address.substring(0, node);
  }

  private static <R> @Nullable String tag(TagExtractor<R> tags, R request, String name) {
    for (int i = 0; i < tags.len(request); i++) {
      if (tags.name(request, i).equals(name)) {
        return tags.value(request, i);
      }
    }
    return null;
  }

  @Override
  public <R> void sendResponse(
      io.vertx.core.Context context,
      @Nullable R response,
      @Nullable Span span,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    end(span, response, failure, tags);
  }

  @Override
  public <R> @Nullable Span sendRequest(
      io.vertx.core.Context context,
      io.vertx.core.spi.tracing.SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tags) {
    Span here = Traces.of((ContextInternal) context);
    if (policy == TracingPolicy.IGNORE || !(here instanceof OtelSpan above)) {
      return null;
    }
    String address = tag(tags, request, ADDRESS);
    String sql = address == null ? tag(tags, request, STATEMENT) : null;
    OtelSpan span =
        OtelSpan.begin(tracer, above.context(), name(operation, address, sql), SpanKind.CLIENT);
    if (address != null) {
      span.note(ADDRESS, address(address));
    } else if (sql != null) {
      span.note("db.system.name", "postgresql");
    } else {
      span.note(METHOD, operation);
    }
    headers.accept(TRACEPARENT, span.at().traceparent());
    return span;
  }

  private static String name(String operation, @Nullable String address, @Nullable String sql) {
    if (address != null) {
      return operation + " " + address(address);
    }
    return sql == null ? operation : StatementName.of(sql);
  }

  @Override
  public <R> void receiveResponse(
      io.vertx.core.Context context,
      @Nullable R response,
      @Nullable Span span,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    end(span, response, failure, tags);
  }

  private static <R> void end(
      @Nullable Span span,
      @Nullable R response,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    if (span == null) {
      return;
    }
    String status = response == null ? null : tag(tags, response, STATUS);
    if (status != null) {
      span.note(STATUS, Integer.parseInt(status));
    }
    span.end(failure);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
