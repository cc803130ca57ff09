package dev.carillon.launcher.meter;

import dev.carillon.async.time.Clocks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP servers of a process in numbers, under the names that Vert.x's own meters have ({@code
 * vertx_http_server_*}). The status is the only label: a method or a path is what a caller says,
 * and each new one would be a series for ever. Thread-safe.
 */
final class HttpMeters implements HttpServerMetrics<HttpMeters.Exchange, HttpMeters, HttpMeters> {
  private static final String PREFIX = "vertx.http.server.";
  private static final int STATUSES = 1_000;

  /** One for each registry, for ever: instances that share one share its gauges. */
  private static final Map<MeterRegistry, HttpMeters> KNOWN = new ConcurrentHashMap<>();

  private final MeterRegistry registry;
  private final Clocks clocks;
  private final LongAdder connections = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder webSockets = new LongAdder();
  private final Counter read;
  private final Counter written;
  private final Counter errors;
  private final Counter resets;
  private final DistributionSummary requestBytes;
  private final AtomicReferenceArray<@Nullable Answers> byStatus =
      new AtomicReferenceArray<>(STATUSES);

  private HttpMeters(MeterRegistry registry, Clocks clocks) {
    this.registry = registry;
    this.clocks = clocks;
    gauge("active.connections", "Open connections to the HTTP servers", connections);
    gauge("active.requests", "Requests that are being answered", requests);
    gauge("active.ws.connections", "WebSockets that Vert.x holds", webSockets);
    this.read = counter("bytes.read", "Bytes read");
    this.written = counter("bytes.written", "Bytes written");
    this.errors = counter("errors", "Connections that failed");
    this.resets = counter("request.resets", "Requests that were broken off");
    this.requestBytes =
        DistributionSummary.builder(PREFIX + "request.bytes")
            .description("Bytes of a request's body")
            .register(registry);
  }

  /** Those of a registry. */
  static HttpMeters in(MeterRegistry registry, Clocks clocks) {
    return KNOWN.computeIfAbsent(registry, r -> new HttpMeters(r, clocks));
  }

  private void gauge(String name, String what, LongAdder number) {
    Gauge.builder(PREFIX + name, number, LongAdder::sum).description(what).register(registry);
  }

  private Counter counter(String name, String what) {
    return Counter.builder(PREFIX + name).description(what).register(registry);
  }

  /** A request and its answer; of one event loop. */
  static final class Exchange {
    private final long began;
    private boolean halfOver;
    private boolean over;

    private Exchange(long began) {
      this.began = began;
    }
  }

  /** The answers of a status. */
  private record Answers(Counter number, Timer time, DistributionSummary bytes) {}

  private Answers answers(int status) {
    int at = status >= 0 && status < STATUSES ? status : 0;
    Answers known = byStatus.get(at);
    if (known != null) {
      return known;
    }
    String code = Integer.toString(at);
    Answers made =
        new Answers(
            Counter.builder(PREFIX + "requests")
                .description("Requests that were answered")
                .tag("code", code)
                .register(registry),
            Timer.builder(PREFIX + "response.time")
                .description("From the head of a request to the end of its answer")
                .tag("code", code)
                .register(registry),
            DistributionSummary.builder(PREFIX + "response.bytes")
                .description("Bytes of an answer's body")
                .tag("code", code)
                .register(registry));
    byStatus.set(at, made); // the registry gives the same ones to whoever comes at the same time
    return made;
  }

  @Override
  public HttpMeters connected(SocketAddress address, String name) {
    connections.increment();
    return this;
  }

  @Override
  public void disconnected(HttpMeters connection, SocketAddress address) {
    connections.decrement();
  }

  @Override
  public void bytesRead(HttpMeters connection, SocketAddress address, long bytes) {
    read.increment((double) bytes);
  }

  @Override
  public void bytesWritten(HttpMeters connection, SocketAddress address, long bytes) {
    written.increment((double) bytes);
  }

  @Override
  public void exceptionOccurred(HttpMeters connection, SocketAddress address, Throwable cause) {
    errors.increment();
  }

  @Override
  public Exchange requestBegin(HttpMeters connection, HttpRequest request) {
    requests.increment();
    return new Exchange(clocks.nanos());
  }

  @Override
  public void requestEnd(Exchange exchange, HttpRequest request, long bytes) {
    requestBytes.record((double) bytes);
    halfEnds(exchange);
  }

  @Override
  public void responseEnd(Exchange exchange, HttpResponse response, long bytes) {
    Answers answers = answers(response.statusCode());
    answers.number().increment();
    answers.time().record(clocks.nanos() - exchange.began, TimeUnit.NANOSECONDS);
    answers.bytes().record((double) bytes);
    halfEnds(exchange);
  }

  /** An exchange is over when both its request and its answer are. */
  private void halfEnds(Exchange exchange) {
    if (exchange.halfOver) {
      ends(exchange);
    }
    exchange.halfOver = true;
  }

  private void ends(Exchange exchange) {
    if (!exchange.over) {
      exchange.over = true;
      requests.decrement();
    }
  }

  @Override
  public void requestReset(Exchange exchange) {
    resets.increment();
    ends(exchange);
  }

  @Override
  public HttpMeters connected(HttpMeters connection, Exchange exchange, ServerWebSocket socket) {
    webSockets.increment();
    return this;
  }

  @Override
  public void disconnected(HttpMeters socket) {
    webSockets.decrement();
  }
}
