package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.fleet.LoopbackProxy;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before gateways everywhere: looks at each one's {@code /readyz} five times a second,
 * and gives a new connection to the next one that is ready. It knows nothing of requests.
 */
final class Balancer implements AutoCloseable {
  private static final long LOOK_EVERY = 200;
  private static final Duration LOOK_LIMIT = Duration.ofMillis(400);
  private static final int OK = 200;

  private final int port = FreePorts.next();
  private final List<Post> gateways;
  private final List<Post> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final LoopbackProxy proxy;
  private volatile boolean closed;

  Balancer(List<Post> gateways) throws IOException {
    this.gateways = gateways;
    this.proxy = new LoopbackProxy(port, this::next);
    gateways.forEach(gateway -> Thread.ofPlatform().daemon().start(() -> watch(gateway)));
  }

  int port() {
    return port;
  }

  /** Whether all of them are ready. */
  boolean isWhole() {
    return ready.size() == gateways.size();
  }

  boolean isReady(Post gateway) {
    return ready.contains(gateway);
  }

  private int next() {
    List<Post> now = List.copyOf(ready);
    return now.isEmpty() ? 0 : now.get(Math.floorMod(turn.getAndIncrement(), now.size())).api();
  }

  private void watch(Post gateway) {
    while (!closed) {
      boolean isReady = look(gateway);
      if (isReady && !ready.contains(gateway)) {
        ready.add(gateway);
      } else if (!isReady) {
        ready.remove(gateway);
      }
      Wait.millis(LOOK_EVERY);
    }
  }

  private boolean look(Post gateway) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.management() + "/readyz"))
            .timeout(LOOK_LIMIT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notReady) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    proxy.close();
    http.shutdownNow();
  }
}
