package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.embedded.testkit.Await;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes OTLP over HTTP as a collector does, and can hang as one. */
public final class CollectorStub implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Queue<String> everything = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer server;
  private volatile boolean hangs;
  private final AtomicInteger hanging = new AtomicInteger();

  /** A span as it arrived; its parent is empty where it has none. */
  public record Seen(
      String process,
      String trace,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      Map<String, String> notes,
      List<String> links) {}

  /** Listens on a port of its own. */
  public CollectorStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** As {@code CARILLON_OTLP_ENDPOINT} has it. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on nothing is answered. */
  public void hang(boolean on) {
    hangs = on;
  }

  /** How many requests it has left without an answer. */
  public int hanging() {
    return hanging.get();
  }

  /** All that came. */
  public List<Seen> spans() {
    return List.copyOf(seen);
  }

  /** Those of a trace. */
  public List<Seen> of(String trace) {
    return seen.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  /** All that came, as text. */
  public String everything() {
    return String.join("\n", everything);
  }

  /**
   * A trace, once all of these are there, and each span hangs below one that is there or the
   * caller's, below which hangs one alone.
   */
  public List<Seen> tree(String trace, String caller, String... names) {
    Await.until(
        LIMIT,
        () -> "one tree with " + List.of(names) + "; there is " + told(trace),
        () -> {
          List<Seen> spans = of(trace);
          Set<String> ids = spans.stream().map(Seen::id).collect(Collectors.toSet());
          return spans.stream().map(Seen::name).toList().containsAll(List.of(names))
              && spans.stream()
                  .allMatch(s -> ids.contains(s.parent()) || s.parent().equals(caller));
        });
    List<Seen> spans = of(trace);
    assertThat(spans).filteredOn(s -> s.parent().equals(caller)).hasSize(1);
    return spans;
  }

  private String told(String trace) {
    return of(trace).stream()
        .map(s -> "\n" + s.name() + " " + s.id() + " < " + s.parent() + " " + s.notes())
        .sorted()
        .collect(Collectors.joining());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (hangs) {
        hanging.incrementAndGet();
        end.await();
        return;
      }
      InputStream body = exchange.getRequestBody();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(zipped ? new GZIPInputStream(body) : body);
      everything.add(request.toString());
      request.getResourceSpansList().forEach(this::add);
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(ResourceSpans of) {
    Map<String, String> process = notes(of.getResource().getAttributesList());
    String name = process.get("service.name") + " " + process.get("service.instance.id");
    of.getScopeSpansList()
        .forEach(scope -> scope.getSpansList().forEach(span -> seen.add(seen(name, span))));
  }

  private static Seen seen(String process, Span span) {
    HexFormat hex = HexFormat.of();
    return new Seen(
        process,
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind(),
        notes(span.getAttributesList()),
        span.getLinksList().stream()
            .map(link -> hex.formatHex(link.getSpanId().toByteArray()))
            .toList());
  }

  private static Map<String, String> notes(List<KeyValue> attributes) {
    Map<String, String> notes = new TreeMap<>();
    attributes.forEach(
        one ->
            notes.put(
                one.getKey(),
                one.getValue().hasStringValue()
                    ? one.getValue().getStringValue()
                    : Long.toString(one.getValue().getIntValue())));
    return notes;
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
