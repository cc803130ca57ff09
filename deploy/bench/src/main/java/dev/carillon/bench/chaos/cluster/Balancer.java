package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.fleet.TcpProxy;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What stands before gateways everywhere: looks at each one's {@code /readyz} five times a second,
 * and gives a new connection to the next one that is ready; three looks in a row must have failed
 * before it takes one out, as such balancers do. It knows nothing of requests.
 */
final class Balancer implements AutoCloseable {
  private static final long LOOK_EVERY = 200;
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(1);
  private static final String READY = "200";
  private static final int FALL = 3;

  private final int port = FreePorts.next();
  private final List<Post> gateways;
  private final List<Post> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final TcpProxy proxy;
  private final LongSupplier clock;
  private volatile boolean closed;

  Balancer(List<Post> gateways, LongSupplier clock) throws IOException {
    this.gateways = gateways;
    this.clock = clock;
    this.proxy = new TcpProxy(TcpProxy.loopback(port), this::next);
    gateways.forEach(gateway -> Thread.ofPlatform().daemon().start(() -> watch(gateway)));
  }

  int port() {
    return port;
  }

  /** Whether all of them are ready. */
  boolean isWhole() {
    return ready.size() == gateways.size();
  }

  /** Breaks all connections. */
  void drop() {
    proxy.drop();
  }

  /** When which gateway came and went, and what it said. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  private InetSocketAddress next() {
    List<Post> now = List.copyOf(ready);
    if (now.isEmpty()) {
      return TcpProxy.loopback(0);
    }
    Post next = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    return new InetSocketAddress(next.host(), next.api());
  }

  private void watch(Post gateway) {
    int failed = FALL;
    while (!closed) {
      String said = look(gateway);
      failed = said.startsWith(READY) ? 0 : failed + 1;
      boolean isReady = failed < FALL && (failed == 0 || ready.contains(gateway));
      if (isReady != ready.contains(gateway)) {
        seen.add(clock.getAsLong() + " ms: " + gateway.name() + " " + said);
        if (isReady) {
          ready.add(gateway);
        } else {
          ready.remove(gateway);
        }
      }
      Wait.millis(LOOK_EVERY);
    }
  }

  private String look(Post gateway) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + gateway.host() + ":" + gateway.management() + "/readyz"))
            .timeout(LOOK_LIMIT)
            .build();
    try {
      HttpResponse<String> said = http.send(request, HttpResponse.BodyHandlers.ofString());
      return said.statusCode() + " " + said.body();
    } catch (IOException notReady) {
      return notReady.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  @Override
  public void close() {
    closed = true;
    proxy.close();
    http.shutdownNow();
  }
}
