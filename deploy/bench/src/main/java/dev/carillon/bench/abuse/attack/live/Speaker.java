package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.product.Product;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes small events, some ten a second, to plain clients and to a topic. */
final class Speaker implements Closeable {
  private static final String BROADCAST = "/v1/broadcasts/abuse-small";
  private static final Duration BETWEEN = Duration.ofMillis(80);

  private final AtomicInteger published = new AtomicInteger();
  private volatile boolean ended;

  private Speaker() {}

  static Speaker start(Product product) throws IOException {
    product.prepare(
        "PUT",
        BROADCAST,
        "{\"topic\":\"plain\",\"every\":\"PT24H\",\"payload\":{\"text\":\"small\"}}");
    Speaker speaker = new Speaker();
    Thread.ofVirtual().start(() -> speaker.speak(product));
    return speaker;
  }

  private void speak(Product product) {
    while (!ended) {
      try {
        if (product.ask("POST", BROADCAST + "/run", "").status() / 100 == 2) {
          published.incrementAndGet();
        }
      } catch (IOException e) {
        // the listener misses it
      }
      Pause.of(BETWEEN);
    }
  }

  /** How many so far. */
  int published() {
    return published.get();
  }

  @Override
  public void close() {
    ended = true;
  }
}
